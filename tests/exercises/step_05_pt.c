/* step_05_pt.c - what step_05.c and bare_05.c say, in Portuguese. */
#include "exercises.h"

const struct wording pt_05[] = {
    {"each client's conversation is its own: none waits for another's, and one "
     "client's reset is that client's affair",
     "a conversa de cada cliente é só dele: nenhuma espera por outra, e a "
     "conexão derrubada de um cliente é problema dele"},
    {"client %d\n", "client %d\n"},
    {"client %d again\n", "client %d again\n"},
    {"count those who are in, and look at the count before the next one is "
     "served",
     "conte quem está dentro, e olhe a contagem antes de atender o próximo"},
    {"close() resets a connection of which something is unread: say the end of "
     "the stream first, with shutdown(SHUT_WR)",
     "close() derruba uma conexão da qual há algo por ler: diga antes o fim do "
     "fluxo, com shutdown(SHUT_WR)"},
    {"a client that is in must not notice that another was turned away, "
     "however long it has been silent: it makes room only where descriptors, "
     "memory or threads are lacking, and not places",
     "quem está dentro não pode perceber que outro foi recusado, por mais "
     "tempo que esteja calado: ele só dá lugar quando faltam descritores, "
     "memória ou threads, e não lugares"},
    {"an answer", "uma resposta"},
    {"a client that leaves gives its place back, however it leaves; one that "
     "was turned away had none, even if it stays",
     "quem sai devolve o lugar, saia como sair; quem foi recusado não tinha "
     "nenhum, mesmo que fique"},
    {"a client that is turned away may stay there and say nothing: main goes "
     "on, and "
     "does not wait for what still comes from there",
     "quem foi recusado pode ficar ali e nada dizer: a main continua, e não "
     "espera o que ainda vem de lá"},
    {"main waits for one that it has turned away: receive what has come "
     "already, if anything, and close",
     "a main espera por alguém que ela recusou: receba o que já chegou, se "
     "chegou algo, e feche"},
    {"close() what was turned away, also where send() has failed, or there are "
     "no descriptors left some day",
     "use close() com quem foi recusado, também quando send() falhou, ou um "
     "dia não sobram descritores"},
    {"N may have several digits, and N clients are served",
     "N pode ter vários algarismos, e N clientes são atendidos"},
    {"without -n there is no limit, not even a high one",
     "sem -n não há limite, nem mesmo um alto"},
    {"between the look at the count and its change nobody else may come: one "
     "thread does both, or both are done under one lock that is not given back "
     "in between",
     "entre olhar a contagem e mudá-la ninguém mais pode chegar: uma thread só "
     "faz as duas coisas, ou as duas são feitas sob uma trava que não é "
     "devolvida no meio"},
    {"pthread_mutex_lock=hold@%dx1", "pthread_mutex_lock=hold@%dx1"},
    {"one echo, and one \"server full\"", "um eco, e um \"server full\""},
    {"%d times \"server full\"", "%d vezes \"server full\""},
    {"where pthread_create() has failed nobody is served yet: what was "
     "counted is taken back, or the place is taken forever",
     "quando pthread_create() falhou, ninguém é atendido ainda: desfaça a "
     "contagem, ou o lugar fica ocupado para sempre"},
    {"a client is counted once, however often pthread_create() is tried for "
     "it, and gives back one place",
     "um cliente conta uma vez, por mais que se tente pthread_create() para "
     "ele, e devolve um lugar"},
    {"a client that leaves gives its place back, however its end is noticed: "
     "recv() may have failed, or send()",
     "quem sai devolve o lugar, seja como for que se perceba: recv() pode ter "
     "falhado, ou send()"},
    {"a client that has no thread yet has no place",
     "um cliente que ainda não tem thread não tem lugar"},
    {"those who are turned away leave nothing behind",
     "quem é recusado não deixa nada para trás"},
    {"N is exact, whatever it is", "N vale exatamente, seja qual for"},
    {"of two who come to one place one gets it",
     "de dois que chegam a um lugar, um fica com ele"},
    {"two workers serve two clients at the same time: no lock is held while "
     "one of them is served",
     "duas trabalhadoras atendem dois clientes ao mesmo tempo: nenhuma trava "
     "fica fechada enquanto um deles é atendido"},
    {"one that waits gets neither an echo nor its end, however many wait "
     "before it",
     "quem espera não recebe nem eco nem fim, por mais que haja outros na "
     "frente"},
    {"no answer while the worker is busy",
     "nenhuma resposta enquanto a trabalhadora está ocupada"},
    {"the queue has room for all, and each has its turn in the order in which "
     "they came: in at one end, out at the other; one that has left meanwhile "
     "troubles nobody",
     "a fila tem lugar para todos, e cada um tem a sua vez na ordem em que "
     "chegou: entra por uma ponta, sai pela outra; quem saiu antes disso não "
     "atrapalha"},
    {"a client that has said that no more will come still waits for its echo: "
     "its worker serves it like any other, and recv() returns 0 when all has "
     "been received",
     "um cliente que disse que não vem mais nada ainda espera pelo eco: a "
     "trabalhadora o atende como qualquer outro, e recv() devolve 0 quando "
     "tudo foi recebido"},
    {"each client that comes into the queue wakes a worker, also where the "
     "queue is not empty: the worker that was woken before may not have looked "
     "yet",
     "cada cliente que entra na fila acorda uma trabalhadora, também quando a "
     "fila não está vazia: a que foi acordada antes pode ainda não ter olhado"},
    {"between the look at the queue and the wait nobody may put anything into "
     "it, or nobody is woken for it: look with the lock held, and "
     "pthread_cond_wait() gives it back as it goes to sleep",
     "entre olhar a fila e esperar ninguém pode colocar nada nela, ou ninguém "
     "é acordado para isso: olhe com a trava na mão, e pthread_cond_wait() a "
     "devolve no momento em que dorme"},
    {"pthread_cond_wait() may return without a reason, and another worker may "
     "have been faster: look again whether there is anything to do, with "
     "`while` and not with `if`",
     "pthread_cond_wait() pode voltar sem motivo, e outra trabalhadora pode "
     "ter "
     "sido mais rápida: olhe de novo se há algo a fazer, com `while` e não com "
     "`if`"},
    {"no client is overlooked", "nenhum cliente é esquecido"},
    {"a worker may wake without a reason",
     "uma trabalhadora pode acordar sem motivo"},
    {"those who wait have their turn, in order",
     "quem espera tem a sua vez, na ordem"},
    {"close() resets a connection of which something is unread, also after "
     "shutdown(): receive what has come by then, without waiting for more, "
     "until nothing is left",
     "close() envia um RST por uma conexão em que algo não foi lido, também "
     "depois de shutdown(): receba o que já chegou, sem esperar por mais, até "
     "não sobrar nada"},
    {"main receives from one that it has turned away until nothing is left, "
     "and of one who goes on sending something is always left: receive so "
     "often, and no more",
     "a main recebe de quem recusou até não sobrar nada, e de quem não para de "
     "enviar sempre sobra algo: receba um certo número de vezes, e não mais"},
    {"what one has said before it is turned away resets nothing",
     "o que alguém disse antes de ser recusado não causa RST"},
    {"one that is turned away and goes on sending holds nobody up",
     "quem é recusado e não para de enviar não atrasa ninguém"},
    {"those who wait are accepted, too, and wait in a queue of the server's: "
     "that of the kernel is short, and main must not wait for a worker, nor "
     "for room",
     "quem espera também é aceito, e espera em uma fila do servidor: a do "
     "kernel é curta, e a main não pode esperar por uma trabalhadora, nem por "
     "lugar"},
    {"%d connections accepted", "%d conexões aceitas"},
    {"main does not hear the stop while others wait for a worker: it must wait "
     "in poll(), and for nothing else",
     "a main não ouve a parada enquanto outros esperam por uma trabalhadora: "
     "ela tem de esperar em poll(), e por nada mais"},
    {"a report that is printed with the lock held keeps it as long as nobody "
     "reads, and each thread that needs it waits: put the text together under "
     "the lock, and print it when that has been given back",
     "um relatório escrito com a trava na mão fica com ela enquanto ninguém "
     "lê, e cada thread que precisa dela espera: monte o texto sob a trava, e "
     "escreva-o depois de devolvê-la"},
    {"a worker that waits is woken when a client comes: one that only looks "
     "now and then keeps the client waiting, and works for nothing. "
     "pthread_cond_signal()",
     "uma trabalhadora que espera é acordada quando chega um cliente: a que só "
     "olha de vez em quando faz o cliente esperar, e trabalha à toa. "
     "pthread_cond_signal()"},
    {"a worker's client is stopped like any other: what has been heard is "
     "still sent back, so shutdown(SHUT_RD) comes first",
     "o cliente de uma trabalhadora é parado como qualquer outro: o que foi "
     "ouvido ainda é devolvido, e por isso shutdown(SHUT_RD) vem primeiro"},
    {"a stop loses no echo", "uma parada não perde nenhum eco"},
    {"a client that is no more in the queue is on the list of those who talk, "
     "or a stop finds it nowhere: the lock is not given back between the two",
     "um cliente que não está mais na fila está na lista dos que conversam, ou "
     "uma parada não o acha em lugar nenhum: a trava não é devolvida entre uma "
     "coisa e outra"},
    {"a worker that has looked whether the server stops, and does not sleep "
     "yet, is not woken by pthread_cond_broadcast(): what it looks at is "
     "changed with the lock held, even if it is atomic",
     "uma trabalhadora que já olhou se o servidor está parando, e ainda não "
     "dorme, não é acordada por pthread_cond_broadcast(): o que ela olha só "
     "muda com a trava na mão, mesmo que seja atômico"},
    {"those who wait get their end of stream, with shutdown(), before their "
     "descriptors are closed: else it is a reset",
     "quem espera recebe o seu fim de fluxo, com shutdown(), antes que o "
     "descritor seja fechado: senão vem um RST"},
    {"its threads, before anybody has come: %s",
     "as threads dele, antes que alguém chegue: %s"},
    {"a worker is done with a client that has broken off, too, closes its "
     "connection and takes the next one; if it finds none, for another was "
     "faster, it waits again",
     "uma trabalhadora também termina com quem interrompeu a conversa, fecha a "
     "conexão e pega o próximo; se não acha nenhum, porque outra foi mais "
     "rápida, volta a esperar"},
    {"still here, %d\n", "still here, %d\n"},
    {"a client keeps its worker until it has left",
     "um cliente fica com a sua trabalhadora até sair"},
    {"no answer while both workers are busy",
     "nenhuma resposta enquanto as duas trabalhadoras estão ocupadas"},
    {"meanwhile there was no answer, and that is right",
     "enquanto isso não veio resposta, e está certo"},
    {"a worker that is done takes the next one out of the queue",
     "uma trabalhadora que terminou tira o próximo da fila"},
    {"a worker that takes another client out of the queue, though the server "
     "stops, waits for that client: a client that waits gets its end of "
     "stream, and "
     "no worker",
     "uma trabalhadora que tira mais um cliente da fila, embora o servidor "
     "esteja parando, espera por esse cliente: quem espera recebe o seu fim de "
     "fluxo, e não uma trabalhadora"},
    {"workers who wait for a client must all be woken: pthread_cond_signal() "
     "wakes one, pthread_cond_broadcast() all",
     "as trabalhadoras que esperam por um cliente têm de ser todas acordadas: "
     "pthread_cond_signal() acorda uma, pthread_cond_broadcast() todas"},
    {"no /proc here to look into", "aqui não há /proc para olhar"},
    {"workers are created once, at the start, and each serves many clients: no "
     "thread is made for a client",
     "as trabalhadoras são criadas uma vez, no início, e cada uma atende "
     "muitos clientes: nenhuma thread é criada para um cliente"},
    {"the same threads after %d clients: %s",
     "as mesmas threads depois de %d clientes: %s"},
    {"%s: %zu bytes so far", "%s: %zu bytes so far"},
    {"%zu clients", "%zu clients"},
    {"no such line", "nenhuma linha assim"},
    {"once, the line \"%s\"", "uma vez, a linha \"%s\""},
    {"no other such line, and then \"%zu clients\"",
     "nenhuma outra linha assim, e então \"%zu clients\""},
    {"%zu such lines, and then %s", "%zu linhas assim, e então %s"},
    {"without a handler SIGUSR1 ends a program. The handler wakes main, which "
     "prints; a line that stays in stdio's buffer is not seen",
     "sem um tratador, SIGUSR1 encerra o programa. O tratador acorda a main, e "
     "ela escreve; uma linha que fica no buffer de stdio não é vista"},
    {"each signal is answered, with what has been sent by then. A handler that "
     "is set with SA_RESETHAND, or with signal() on some systems, is good for "
     "one signal only: the second ends the program",
     "cada sinal tem resposta, com o que foi enviado até ali. Um tratador "
     "instalado com SA_RESETHAND, ou com signal() em alguns sistemas, só vale "
     "para um sinal: o segundo encerra o programa"},
    {"a line for each client, with its address and how many bytes it has sent "
     "so far; after these lines, their number",
     "uma linha por cliente, com o endereço dele e quantos bytes ele enviou "
     "até agora; depois delas, quantas são"},
    {"where nobody is connected the report is one line, \"0 clients\"",
     "onde ninguém está conectado o relatório é uma linha, \"0 clients\""},
    {"a client that has said nothing yet is connected, and has its line",
     "um cliente que nada disse ainda está conectado, e tem a sua linha"},
    {"N counts bytes: recv() says how many came, and zero bytes are among them",
     "N conta bytes: recv() informa quantos vieram, e há bytes zero entre "
     "eles"},
    {"each client begins with 0: malloc() does not clear what it gives, and "
     "that may have been another client's",
     "cada cliente começa com 0: malloc() não limpa o que dá, e aquilo pode "
     "ter sido de outro cliente"},
    {"N is what the client has sent: count it when it has come, and not when "
     "its echo has gone",
     "N é o que o cliente enviou: conte quando chega, e não quando o eco sai"},
    {"sent SIGUSR1 to each of its %zu threads",
     "mandou SIGUSR1 a cada uma das suas %zu threads"},
    {"a signal may come to any thread that has not blocked it: a recv() that "
     "it has interrupted is made again, or it is blocked there",
     "um sinal pode vir a qualquer thread que não o bloqueou: um recv() "
     "interrompido por ele é feito de novo, ou ele é bloqueado ali"},
    {"a handler may run while its thread holds the lock, or is within "
     "printf() or malloc(): it must not lock, print or allocate. Let it set a "
     "flag and wake main, which does the rest",
     "um tratador pode rodar enquanto a thread está com a trava, ou dentro de "
     "printf() ou malloc(): ele não pode travar, escrever nem alocar. Que ele "
     "marque um sinalizador e acorde a main, que faz o resto"},
    {"a flag alone does not end a poll() that begins after the signal has "
     "come: the handler writes a byte into the pipe that poll() looks at",
     "um sinalizador sozinho não encerra um poll() que começa depois que o "
     "sinal veio: o tratador escreve um byte no pipe que poll() vigia"},
    {"a client that has said nothing is told, and no client as well",
     "quem nada disse é contado, e ninguém também"},
    {"what has come counts before its echo", "o que chegou conta antes do eco"},
    {"a signal may come while a lock is held",
     "um sinal pode vir com a trava fechada"},
    {"look at the flag when the pipe has been emptied, and not before: in the "
     "other order a signal that comes between the two is answered when "
     "something "
     "else wakes main",
     "olhe o sinalizador depois de esvaziar o pipe, e não antes: na outra "
     "ordem, "
     "um sinal que vem entre os dois só é respondido quando outra coisa acorda "
     "a "
     "main"},
    {"no report when a client comes, and no signal",
     "nenhum relatório quando vem um cliente, e nenhum sinal"},
    {"a signal may come during a report",
     "um sinal pode vir durante um relatório"},
    {"a signal may come just before main waits",
     "um sinal pode vir logo antes de a main esperar"},
    {"a client that has left is not counted any more",
     "quem saiu não é mais contado"},
    {"a signal that arrives during a call is not a failure: the call is made "
     "again, and no byte of an echo goes astray",
     "um sinal que chega durante uma chamada não é uma falha: a chamada é "
     "feita de novo, e nenhum byte de eco se perde"},
    {"what a client sends comes back, however it is cut",
     "o que um cliente envia volta, cortado onde for"},
    {"many are served at the same time, and none feels another's trouble",
     "muitos são atendidos ao mesmo tempo, e nenhum sente o problema de outro"},
    {"a stop ends every conversation in good order",
     "uma parada encerra cada conversa do jeito normal"},
    {"the client sends what is typed, and shows what comes back",
     "o cliente envia o que se digita, e mostra o que volta"},
    {"one more than N is told so, and no other notices",
     "mais um além de N é avisado, e nenhum outro percebe"},
    {"a client that leaves makes room", "quem sai deixa lugar"},
    {"a client that comes while all workers are busy waits",
     "quem chega com todas as trabalhadoras ocupadas espera por uma"},
    {"a stop ends those whom a worker serves",
     "uma parada encerra quem uma trabalhadora atende"},
    {"a stop reaches those who are on the list of clients who talk: a worker's "
     "client stands there, too, or shutdown() does not wake the worker out of "
     "recv()",
     "uma parada alcança quem está na lista dos clientes que conversam: o "
     "cliente de uma trabalhadora também está ali, ou shutdown() não a acorda "
     "do recv()"},
    {"a stop ends those who wait for a worker",
     "uma parada encerra quem espera por uma trabalhadora"},
    {"a stop ends workers who wait for a client",
     "uma parada encerra as trabalhadoras que esperam por um cliente"},
    {"a thousand clients need no thread more",
     "mil clientes não precisam de nenhuma thread a mais"},
    {"on SIGUSR1 each client's bytes are told",
     "com SIGUSR1, os bytes de cada cliente são ditos"},
    {"a client that has broken off has left, too: it has no line any more, and "
     "is not counted",
     "quem interrompeu a conversa também saiu: não tem mais linha, e não é "
     "contado"},
    {"each client has its line, however many they are: a report is as long as "
     "that takes",
     "cada cliente tem a sua linha, por mais que sejam: um relatório tem o "
     "tamanho que for preciso"},
    {"a signal may come while a report waits until somebody reads standard "
     "output: without SA_RESTART, write() then fails with EINTR, and a line is "
     "missing",
     "um sinal pode vir enquanto um relatório espera que alguém leia a saída "
     "padrão: sem SA_RESTART, write() falha então com EINTR, e falta uma "
     "linha"},
    {"%d lines in each", "%d linhas em cada um"},
    {"%zu lines in %zu reports", "%zu linhas em %zu relatórios"},
    {"a report is about one moment: its lines and their number are taken under "
     "one lock that is not given back in between",
     "um relatório fala de um só momento: as linhas e quantas são vêm de uma "
     "trava só, que não é devolvida no meio"},
    {"\"%zu clients\" after %zu lines", "\"%zu clients\" depois de %zu linhas"},
    {"a report of many lines is whole, even if nobody reads it yet",
     "um relatório de muitas linhas vem inteiro, mesmo que ninguém o leia "
     "ainda"},
    {"the lines of a report and their number are of one moment",
     "as linhas de um relatório e quantas são falam de um só momento"},
    {"%s=hold@%dx1", "%s=hold@%dx1"},
    {"twenty signals end nothing, and no byte is lost",
     "vinte sinais não encerram nada, e nenhum byte se perde"},

    /* bare_05.c */
    {"each client has a thread, and none waits for another's; each thread has "
     "a variable of its own for its descriptor",
     "cada cliente tem uma thread, e nenhum espera pela de outro; cada thread "
     "tem uma variável só dela para o descritor"},
    {"recv() has failed with ECONNRESET in one thread: that thread closes its "
     "connection and returns; exit() would end all",
     "recv() falhou com ECONNRESET em uma thread: ela fecha a conexão e "
     "retorna; exit() encerraria todas"},
    {"sending to a client that has gone raises SIGPIPE, which ends the whole "
     "program: ignore it, and send() fails with EPIPE instead, in this thread "
     "alone",
     "enviar a um cliente que se foi gera SIGPIPE, que encerra o programa "
     "todo: ignore-o, e em vez disso send() falha com EPIPE, só nesta thread"},
    {"accept() has failed with EMFILE: that will pass when somebody leaves, so "
     "that is not a reason to end",
     "accept() falhou com EMFILE: isso passa quando alguém sai, e não é motivo "
     "para terminar"},
    {"accept() fails as long as nobody leaves: wait a moment before you call "
     "it again",
     "accept() falha enquanto ninguém sai: espere um momento antes de chamar "
     "de novo"},
    {"a pause between two attempts", "uma pausa entre duas tentativas"},
    {"%ld calls, one after the other", "%ld chamadas, uma atrás da outra"},
    {"a client that waits is admitted when others have left: each thread "
     "closes its connection, and accept() is called again",
     "um cliente que espera é admitido quando outros saem: cada thread fecha a "
     "conexão dela, e accept() é chamado de novo"},
    {"a client that did nothing hears the end of the stream",
     "um cliente que nada fez recebe o fim do fluxo"},
    {"what the server has heard it also sends back, before it ends: "
     "shutdown(SHUT_RD) lets a thread finish, and main waits for it",
     "o que o servidor ouviu ele também devolve, antes de terminar: "
     "shutdown(SHUT_RD) deixa uma thread acabar, e main espera por ela"},
    {"twenty are served at the same time, and one of them is silent",
     "vinte são atendidos ao mesmo tempo, e um deles não diz nada"},
    {"seventy resets end a connection each, and not the others",
     "setenta conexões derrubadas só encerram, cada uma, a sua própria "
     "conversa"},
    {"a client that has gone before its echo ends nobody else",
     "um cliente que se foi antes do eco não derruba mais ninguém"},
    {"descriptors run out, and the clients that wait are served later",
     "faltam descritores, e os clientes que esperam são atendidos depois"},
    {"SIGTERM ends the server in good order, with 0",
     "SIGTERM encerra o servidor em ordem, com 0"},
    {"a thread that is over keeps its stack until somebody joins it: "
     "pthread_join(), or pthread_detach() if nobody will",
     "uma thread que terminou guarda a sua pilha até que alguém faça join com "
     "ela: pthread_join(), ou pthread_detach() se ninguém vai fazer isso"},
    {"a thread may begin late: by then a variable that it shares with main "
     "belongs to the next client. Give each thread the number itself, or "
     "memory "
     "of its own",
     "uma thread pode começar tarde: até lá, uma variável que ela divide com a "
     "main já é do próximo cliente. Dê a cada thread o próprio número, ou uma "
     "memória só dela"},
    {"a thread that begins late serves its own client",
     "uma thread que começa tarde atende o seu próprio cliente"},
    {"as much memory as before they came",
     "tanta memória quanto antes de eles virem"},
    {"%zu pieces more, after %d clients",
     "%zu pedaços a mais, depois de %d clientes"},
    {"much was said by one that does not read its echo",
     "quem não lê o seu eco disse muita coisa"},
    {"a client that does not read keeps its thread in send(): after a short "
     "while shutdown(SHUT_RDWR) ends that, and the stop goes on",
     "um cliente que não lê mantém a thread dele em send(): depois de pouco "
     "tempo, shutdown(SHUT_RDWR) encerra isso, e a parada continua"},
    {"what send() has not taken is sent again",
     "o que send() não pegou é enviado de novo"},
    {"a hundred clients that have left leave no thread behind",
     "cem clientes que saíram não deixam nenhuma thread para trás"},
    {"a client that does not read does not hold up the stop",
     "um cliente que não lê não atrasa a parada"},
    {"an echo that is under way arrives before the server ends",
     "um eco a caminho chega antes que o servidor termine"},
    {"N may be more than an int holds: atoi() and a conversion to int make "
     "another number of it",
     "N pode passar do que cabe em um int: atoi() e uma conversão para int "
     "fazem dele outro número"},
    {"a worker begins to count anew with each client: what one has sent is not "
     "the next one's",
     "uma trabalhadora recomeça a contar a cada cliente: o que um enviou não é "
     "do próximo"},
    {"what one that has broken off has sent is not the next one's either",
     "o que enviou quem interrompeu a conversa também não é do próximo"},
    {"the silence of a client begins with its turn",
     "o silêncio de um cliente começa com a sua vez"},
    {"one that is silent makes room only where something is lacking, and so "
     "far nothing was",
     "quem está calado só dá lugar quando falta alguma coisa, e até aqui não "
     "faltou nada"},
    {"the silence of a client begins with its turn: while it waits for a "
     "worker nobody can answer it",
     "o silêncio de um cliente começa com a sua vez: enquanto ele espera por "
     "uma trabalhadora, ninguém pode responder a ele"},
    {"nor is a place lost with one that makes room",
     "também não se perde um lugar com quem dá lugar a outros"},
    {"no word to those who wait: there are places",
     "nenhuma palavra a quem espera: há lugares"},
    {"one that has been silent, and makes room for others, gives its place "
     "back "
     "once, as any other does",
     "quem ficou calado e dá lugar a outros devolve o seu lugar uma vez só, "
     "como qualquer um"},
    {"one that has no thread yet is not told",
     "quem ainda não tem thread não aparece"},
    {"a client for whom no thread could be started is not served yet, and has "
     "no line: it comes among the others when it has one",
     "um cliente para quem não foi possível iniciar uma thread ainda não é "
     "atendido, e não tem linha: entra na lista quando tiver a sua thread"},
    {"each worker receives into a buffer of its own: what one is about to send "
     "back, another must not write over",
     "cada trabalhadora recebe em um buffer só dela: o que uma está para "
     "enviar de volta, outra não pode sobrescrever"},
    {"each signal has a flag of its own: what asks for a report does not take "
     "back what asked for the stop",
     "cada sinal tem um sinalizador só dele: o que pede um relatório não "
     "desfaz "
     "o que pediu a parada"},
    {"there are as many workers as N says",
     "há tantas trabalhadoras quantas N diz"},
    {"N workers serve N clients at a time, and N has no bound that is not told",
     "N trabalhadoras atendem N clientes ao mesmo tempo, e N não tem limite "
     "que "
     "não se diga"},
    {"a report is about one moment: each N is taken under the same lock as the "
     "list, which is not given back in between",
     "um relatório fala de um só momento: cada N é lido sob a mesma trava que "
     "a "
     "lista, que não é devolvida no meio"},
    {"of two that have sent as much, two lines with the same number",
     "de dois que enviaram o mesmo tanto, duas linhas com o mesmo número"},
    {"what one worker has received no other writes over",
     "o que uma trabalhadora recebeu nenhuma outra sobrescreve"},
    {"a client that does not read does not hold up a stop",
     "um cliente que não lê não atrasa uma parada"},
    {"a client that does not read keeps its worker in send(): a worker's "
     "client is stopped like any other, with shutdown(SHUT_RDWR) after a short "
     "while",
     "um cliente que não lê mantém a trabalhadora dele em send(): o cliente de "
     "uma trabalhadora é parado como qualquer outro, com shutdown(SHUT_RDWR) "
     "depois de pouco tempo"},
    {"a client's address may be longer than one of IPv4: it is told as it was "
     "when the client connected",
     "o endereço de um cliente pode ser mais longo que um de IPv4: no "
     "relatório ele é o mesmo de quando o cliente se conectou"},
    {"a count may be more than an int holds",
     "uma conta pode passar do que cabe em um int"},
    {"N may become more than an int holds: count in a size_t or a long long, "
     "and print it with %%zu or %%lld",
     "N pode passar do que cabe em um int: conte em um size_t ou em um long "
     "long, e imprima com %%zu ou %%lld"},
    {"a byte, and %d times what one recv() has brought",
     "um byte, e %d vezes o que um recv() trouxe"},
    {"a long address is told whole", "um endereço longo sai inteiro"},
    {"%s: 5 bytes so far", "%s: 5 bytes so far"},
    {"the line \"%s\"", "a linha \"%s\""},
    {"a signal that comes while a report is made asks for another one: take "
     "its flag back before you put the report together, and not when it has "
     "been printed",
     "um sinal que chega enquanto se faz um relatório pede mais um: desmarque "
     "o sinalizador antes de montar o relatório, e não quando ele já foi "
     "impresso"},
    {"a report is about one moment, however late somebody reads it: each N is "
     "taken under the lock, too, and not when its line is printed",
     "um relatório fala de um só momento, por mais tarde que alguém o leia: "
     "cada N também é lido sob a trava, e não quando a linha é escrita"},
    {"two clients with 6 bytes in the same reports",
     "dois clientes com 6 bytes nos mesmos relatórios"},
    {"one in %zu of them, and the other in %zu",
     "um em %zu deles, e o outro em %zu"},
};
const size_t pt_05_count = sizeof pt_05 / sizeof *pt_05;
