/* step_04_pt.c - what step_04.c says, in Portuguese. */
#include "exercises.h"

const struct wording pt_04[] = {
    {"a message is a line, however the stream is cut",
     "uma mensagem é uma linha, onde quer que o fluxo seja cortado"},
    {"%s is said every %d ms", "diz %s a cada %d ms"},
    {"the end of the stream, after %d ms", "o fim do fluxo, depois de %d ms"},
    {"the client's end, after %d ms", "o fim do cliente, depois de %d ms"},
    {"before", "antes"},
    {"none after %d ms", "não veio em %d ms"},
    {"-t is the time for all of the talk, however much is said in it",
     "-t é o tempo da conversa inteira, por mais que se diga nela"},
    {"a reply is a line, however the stream is cut",
     "uma resposta é uma linha, onde quer que o fluxo seja cortado"},
    {"a timeout per call starts anew with each byte: only a deadline bounds "
     "them all together",
     "um tempo limite por chamada recomeça a cada byte: só um prazo limita "
     "todos juntos"},
    {"that nobody listens is known at once, and is a failure",
     "que ninguém escuta se sabe logo, e é uma falha"},
    {"a lost datagram is nobody's affair but the program's: send again",
     "um datagrama perdido é assunto só do programa: mande outra vez"},
    {"recv() waits for the client, and has to stop when the time for a silence "
     "is up, not only at the deadline for the whole",
     "recv() espera pelo cliente, e tem de parar quando acaba o tempo de um "
     "silêncio, não só no prazo do total"},
    {"the time for a silence begins anew whenever something is said",
     "o tempo de um silêncio recomeça sempre que algo é dito"},
    {"the time for a silence begins anew whenever something is said, and is as "
     "long each time",
     "o tempo de um silêncio recomeça sempre que algo é dito, e é sempre o "
     "mesmo"},
    {"a silence ends the talk with one client, not the server; and the next "
     "one's silence is its own",
     "um silêncio encerra a conversa com um cliente, não o servidor; e o "
     "silêncio do próximo é só dele"},
    {"close() gives the descriptor of a silent client back",
     "close() devolve o descritor de um cliente calado"},
    {"one client at a time: the silence of the next begins when its turn has "
     "come",
     "um cliente por vez: o silêncio do próximo começa quando chega a vez "
     "dele"},
    {"the deadline for the whole has to be looked at whenever something has "
     "come, and not only at the end of a line",
     "o prazo do total tem de ser conferido sempre que algo chega, e não só no "
     "fim de uma linha"},
    {"of the two moments the earlier one ends the talk: wait until then",
     "dos dois instantes, o que vem antes encerra a conversa: espere até ele"},
    {"without -i a silence may be as long as -t allows",
     "sem -i um silêncio pode durar tanto quanto -t permite"},
    {"each byte ends a silence, not only each line",
     "cada byte acaba com um silêncio, não só cada linha"},
    {"a blank, a zero byte and an empty line are something, too: it does not "
     "matter which bytes have come, only that some have",
     "um espaço, um byte zero e uma linha vazia também são alguma coisa: não "
     "importa que bytes vieram, só que vieram"},
    {"a client that goes on talking stays forever: the time for a silence must "
     "not "
     "take the place of the deadline for the whole",
     "quem continua falando fica para sempre: o tempo de um silêncio não pode "
     "tomar o lugar do prazo do total"},
    {"connect() was refused, and the client gave up: with the option -r it "
     "tries again after a pause",
     "connect() foi recusada, e o cliente desistiu: com a opção -r ele tenta "
     "de novo, depois de uma pausa"},
    {"somebody listens on port %d now", "agora alguém escuta na porta %d"},
    {"after a refusal a socket may be of no more use: each attempt wants a new "
     "one; and the pauses begin with 100 ms at most",
     "depois de uma recusa o socket pode não servir mais: cada tentativa quer "
     "um novo; e as pausas começam com no máximo 100 ms"},
    {"a socket whose connect() has failed is of no use, but open: close it "
     "before the next attempt",
     "um socket cujo connect() falhou não serve mais, mas está aberto: feche-o "
     "antes da próxima tentativa"},
    {"without -r a refusal ends the client at once, as before",
     "sem -r uma recusa encerra o cliente na hora, como antes"},
    {"the pauses begin with 100 ms at most, and double",
     "as pausas começam com no máximo 100 ms, e dobram"},
    {"one deadline, from the start of the first attempt to the end of the "
     "reply: the talk has what is left of it, and none of its own",
     "um só prazo, do começo da primeira tentativa ao fim da resposta: a "
     "conversa tem o que sobra dele, e nenhum próprio"},
    {"one deadline, from the start of the first attempt to the end of the "
     "reply: each try has what is left of it, and none of its own",
     "um só prazo, do começo da primeira tentativa ao fim da resposta: cada "
     "tentativa tem o que sobra dele, e nenhum próprio"},
    {"each try counts by itself: that one before it was refused is no reason "
     "to go on after another failure",
     "cada tentativa conta por si: que uma anterior tenha sido recusada não é "
     "motivo para continuar depois de outra falha"},
    {"only a refused connection is tried again: what has been sent once may "
     "have been done, and is not sent a second time",
     "só se repete uma conexão recusada: o que já foi enviado pode ter sido "
     "feito, e não é enviado outra vez"},
    {"a pause must be no longer than what is left until the deadline, and as "
     "long as time is left there is a next attempt",
     "uma pausa não pode passar do que falta até o prazo, e enquanto houver "
     "tempo há outra tentativa"},
    {"a pause of the same length each time is a storm of attempts, or a long "
     "wait: begin with a short one, and double it",
     "uma pausa sempre igual é uma enxurrada de tentativas, ou uma espera "
     "longa: comece com uma curta e dobre"},
    {"pauses that begin with 100 ms at most, and double",
     "pausas que começam com no máximo 100 ms, e dobram"},
    {"these, in ms:%s", "estas, em ms:%s"},
    {"a name may have several addresses: each try goes through all of them, "
     "and the pause comes after the last one",
     "um nome pode ter vários endereços: cada tentativa passa por todos, e a "
     "pausa vem depois do último"},
    {"a client that tries again and again may be given the very port that it "
     "calls, and is connected to itself: that is a refusal, too",
     "um cliente que tenta muitas vezes pode receber justamente a porta que "
     "está chamando, e fica conectado a si mesmo: isso também é uma recusa"},
    {"signals prolong no pause", "sinais não alongam nenhuma pausa"},
    {"all addresses of a name are tried again",
     "todos os endereços de um nome são tentados de novo"},
    {"a client that has called itself was refused",
     "um cliente que ligou para si mesmo foi recusado"},
    {"a connection within 5 s", "uma conexão em 5 s"},
    {"after %lld ms", "depois de %lld ms"},
    {"only a refusal may be over a moment later: any other failure, of "
     "connect() or of another call, ends the client at once",
     "só uma recusa pode ter passado um instante depois: qualquer outra falha, "
     "de connect() ou de outra chamada, encerra o cliente na hora"},
    {"a name that nobody knows is not a refusal: getaddrinfo() is asked once, "
     "and "
     "its failure ends the client",
     "um nome que ninguém conhece não é uma recusa: pergunta-se a "
     "getaddrinfo() uma vez, e se ela falha o cliente acaba"},
    {"a connection to itself is a refusal like any other: the next try comes "
     "after a pause",
     "uma conexão consigo mesmo é uma recusa como as outras: a próxima "
     "tentativa vem depois de uma pausa"},
    {"one attempt before the first pause",
     "uma tentativa antes da primeira pausa"},
    {"without -r a connection to itself ends the client at once, like any "
     "other refusal",
     "sem -r, uma conexão consigo mesmo encerra o cliente na hora, como "
     "qualquer outra recusa"},
    {"an attempt with each of the 3 addresses",
     "uma tentativa com cada um dos 3 endereços"},
    {"%d before the first pause", "%d antes da primeira pausa"},
    {"a pause comes when all addresses have refused",
     "a pausa vem quando todos os endereços recusaram"},
    {"one connection", "uma conexão"},
    {"another one", "mais uma"},
    {"without -t the whole has its 10 seconds, also with -i",
     "sem -t o total tem os seus 10 segundos, também com -i"},
    {"meanwhile there was no room for the replies",
     "enquanto isso não havia lugar para as respostas"},
    {"while the server waits to send, a silence does not count: what the "
     "client has said meanwhile is there to be received",
     "enquanto o servidor espera para enviar, um silêncio não conta: o que o "
     "cliente disse nesse meio-tempo está lá para ser recebido"},
    {"no silence counts while the server waits to send",
     "nenhum silêncio conta enquanto o servidor espera para enviar"},
    {"an attempt that begins because another has failed has its head start, "
     "too: the next one begins a quarter of a second after it",
     "uma tentativa que começa porque outra falhou também tem a sua vantagem: "
     "a próxima começa um quarto de segundo depois dela"},
    {"so has one that begins because another has failed",
     "também uma que começa porque outra falhou"},
    {"poll() waits for all that are under way, also while there are addresses "
     "left: not only for the newest attempt",
     "poll() espera por todas as que estão em andamento, também enquanto "
     "restam endereços: não só pela mais nova"},
    {"two attempts", "duas tentativas"},
    {"what is said of the server names the address that has won, and not the "
     "one that began last",
     "o que se diz do servidor traz o endereço que venceu, e não o que começou "
     "por último"},
    {"the first may win while others are still to begin",
     "o primeiro pode vencer enquanto outros ainda nem começaram"},
    {"a connection to itself has failed, and does not win the race: the others "
     "go on",
     "uma conexão consigo mesmo falhou, e não vence a corrida: as outras "
     "seguem"},
    {"a connection to itself is out", "uma conexão consigo mesmo está fora"},
    {"another failure than a refusal ends it",
     "outra falha que não a recusa encerra o cliente"},
    {"a connection to itself is a refusal of this one address: the next one "
     "is tried at once, and the pause comes after the last",
     "uma conexão consigo mesmo é uma recusa deste endereço só: o próximo é "
     "tentado em seguida, e a pausa vem depois do último"},
    {"a pause doubles with each try, and not with each address that has "
     "refused: the first one has 100 ms at most",
     "a pausa dobra a cada tentativa, e não a cada endereço que recusa: a "
     "primeira tem no máximo 100 ms"},
    {"a second try after 100 ms at most",
     "uma segunda tentativa depois de 100 ms no máximo"},
    {"polite is the mode that -i is for, also where -m says it",
     "polite é o modo para o qual existe o -i, também quando é -m que o pede"},
    {"without -r nothing changes", "sem -r nada muda"},
    {"without -r a try goes through all addresses, too, as before, whether one "
     "fails in socket() or in connect()",
     "também sem -r a tentativa passa por todos os endereços, como antes, "
     "quer a falha de um venha de socket(), quer de connect()"},
    {"%s has the addresses %s", "%s tem os endereços %s"},
    {"%s has hundreds of addresses, the last of them %s",
     "%s tem centenas de endereços, o último deles %s"},
    {"it waits for the first address, which never answers: start with the next "
     "one after a short time, and wait for both",
     "ele espera pelo primeiro endereço, que nunca responde: comece o próximo "
     "depois de pouco tempo, e espere pelos dois"},
    {"now 127.0.0.6 refuses", "agora 127.0.0.6 recusa"},
    {"now there is room in the queue that was full",
     "agora há lugar na fila que estava cheia"},
    {"all at once do not race: the first address has a head start, and most "
     "times nobody else is asked",
     "todos de uma vez não é uma corrida: o primeiro endereço tem uma "
     "vantagem, e quase sempre ninguém mais é perguntado"},
    {"no second attempt before 100 ms",
     "nenhuma segunda tentativa antes de 100 ms"},
    {"one", "uma"},
    {"when one has won, the others are closed at once: they go on asking "
     "otherwise, and get a connection that nobody uses",
     "quando uma vence, as outras são fechadas na hora: senão continuam "
     "pedindo, e ganham uma conexão que ninguém usa"},
    {"no connection but the winner's", "nenhuma conexão além da vencedora"},
    {"one to 127.0.0.2", "uma com 127.0.0.2"},
    {"an attempt goes on when the next one starts, or when another has failed: "
     "poll() waits for all of them, until the deadline, and none has only a "
     "share of the time",
     "uma tentativa continua quando a próxima começa, ou quando outra falha: "
     "poll() espera por todas, até o prazo, e nenhuma tem só uma parte do "
     "tempo"},
    {"the server has hung up, and goes on with the next client: it does not "
     "wait until the one that was silent closes its end, too",
     "o servidor desligou, e segue com o próximo cliente: não espera até que "
     "quem se calou também feche o lado dele"},
    {"a signal ends poll(), and not the wait: go on with what is left of the "
     "time until the moment that you wait for, and not with all of it",
     "um sinal encerra poll(), e não a espera: continue com o que resta do "
     "tempo até o instante que você espera, e não com o tempo todo"},
    {"after a refusal a socket may be of no more use, whatever Linux makes of "
     "it: close it, and ask for a new one for each attempt",
     "depois de uma recusa um socket pode não servir mais, faça o Linux o que "
     "fizer com ele: feche-o, e peça um novo para cada tentativa"},
    {"it says so many lines that there is no room for the replies",
     "ele diz tantas linhas que não há lugar para as respostas"},
    {"a client that does not read its replies keeps the server where it sends: "
     "the deadline for the whole is for that, too",
     "um cliente que não lê as respostas segura o servidor onde ele envia: o "
     "prazo do todo também vale ali"},
    {"a pause that a signal does not end",
     "uma pausa que um sinal não encerra"},
    {"an attempt at once", "uma tentativa na hora"},
    {"where nobody answers there is nothing to begin again: one attempt waits "
     "until the deadline, and connect() asks again by itself",
     "onde ninguém responde não há o que recomeçar: uma tentativa espera até o "
     "prazo, e connect() pergunta de novo por si só"},
    {"one attempt", "uma tentativa"},
    {"an address that does not answer has not refused",
     "um endereço que não responde não recusou"},
    {"each address has its head start, and not only the first: the next one "
     "begins a quarter of a second after the one before it",
     "cada endereço tem a sua vantagem, e não só o primeiro: o próximo começa "
     "um quarto de segundo depois do anterior"},
    {"attempts, 100 to 500 ms after each other",
     "tentativas, com 100 a 500 ms entre uma e outra"},
    {"these, in ms: %s", "estas, em ms: %s"},
    {"each address has a head start", "cada endereço tem uma vantagem"},
    {"a new socket for each attempt", "um socket novo para cada tentativa"},
    {"%d attempts, and %d sockets", "%d tentativas, e %d sockets"},
    {"a signal to the server moves neither of the two moments",
     "um sinal para o servidor não muda nenhum dos dois instantes"},
    {"a client that is silent in the middle of a line is silent, too",
     "quem se cala no meio de uma linha também se calou"},
    {"a client that goes on talking is not silent while the server waits to "
     "send: there only the deadline for the whole counts",
     "quem continua falando não se calou enquanto o servidor espera para "
     "enviar: ali só vale o prazo do total"},
    {"no reply to the next one before 2000 ms",
     "nenhuma resposta ao próximo antes de 2000 ms"},
    {"a signal to the client delays nobody",
     "um sinal para o cliente não atrasa ninguém"},
    {"a name may have addresses of both families, and each takes part",
     "um nome pode ter endereços das duas famílias, e todos participam"},
    {"poll() says only that connecting has ended: SO_ERROR reports how, and "
     "only the one that is connected has won",
     "poll() só diz que a tentativa de conexão terminou: como terminou, diz "
     "SO_ERROR, e só quem está conectado venceu"},
    {"nothing from either connection", "nada por nenhuma das duas conexões"},
    {"several may be connected when poll() returns: one of them wins, and the "
     "others are closed all the same",
     "quando poll() retorna, várias podem estar conectadas: uma vence, e as "
     "outras são fechadas do mesmo jeito"},
    {"one connection, and the other closed", "uma conexão, e a outra fechada"},
    {"two connections", "duas conexões"},
    {"the addresses have their turns in the order of the list, whatever their "
     "families",
     "os endereços têm a sua vez na ordem da lista, seja qual for a família"},
    {"each address has its turn, however many there are, and whether one fails "
     "in socket(), at once in connect(), or later",
     "cada endereço tem a sua vez, por mais que sejam, e falhe um em socket(), "
     "logo em connect() ou mais tarde"},
    {"each address takes part", "cada endereço participa"},
    {"the deadline is for all addresses together",
     "o prazo é de todos os endereços juntos"},
    {"the server answers each line", "o servidor responde a cada linha"},
    {"the server has a deadline for each client",
     "o servidor tem um prazo para cada cliente"},
    {"the client gets its reply", "o cliente recebe a resposta"},
    {"the client keeps its deadline, however it is dripped on",
     "o cliente cumpre o prazo, mesmo que a resposta venha a conta-gotas"},
    {"the UDP client asks again", "o cliente UDP pergunta outra vez"},
    {"a silent client must go", "um cliente calado tem de sair"},
    {"a client that goes on talking may stay",
     "um cliente que continua falando pode ficar"},
    {"the whole talk has its end all the same",
     "a conversa inteira tem o seu fim, mesmo assim"},
    {"the earlier of the two moments ends the talk",
     "dos dois instantes, o que vem antes encerra a conversa"},
    {"its deadline is for all, the talk too",
     "o prazo é de tudo, inclusive da conversa"},
    {"a talk that has begun is not begun again",
     "uma conversa que começou não recomeça"},
    {"an address that answers late may win all the same",
     "um endereço que responde tarde pode vencer mesmo assim"},
    {"both families take part", "as duas famílias participam"},
    {"a server that starts late is reached",
     "um servidor que se atrasa é alcançado"},
    {"where there is none, the client tries until its deadline",
     "onde não há nenhum, o cliente tenta até o prazo"},
    {"its pauses double", "as pausas dobram"},
    {"an address that never answers delays nobody",
     "um endereço que nunca responde não atrasa ninguém"},
    {"an address that refuses is out", "um endereço que recusa está fora"},
    {"the race has a deadline", "a corrida tem um prazo"},
    {"only a client can be silent: while nobody has come the server waits as "
     "long as it takes, and accept() has no deadline",
     "só um cliente pode estar calado: enquanto ninguém vem, o servidor espera "
     "quanto for preciso, e accept() não tem prazo"},
    {"-i is for the polite server only: in another mode it has no effect, "
     "whichever of the two options comes first",
     "-i só vale para o servidor educado: em outro modo não tem efeito, seja "
     "qual for a ordem das duas opções"},
    {"no end for a silent client in that mode",
     "nenhum fim para um cliente calado nesse modo"},
    {"its end", "o fim"},
    {"each try shares out what is left",
     "cada tentativa divide o tempo que resta"},
    {"each try shares out what is left among all addresses: count them anew, "
     "or one that does not answer takes the others' time",
     "cada tentativa divide o tempo que resta entre todos os endereços: "
     "conte-os de novo, ou um que não responde gasta o tempo dos outros"},
    {"the last address has all that is left: where none answers, the client "
     "waits until its deadline",
     "o último endereço tem tudo o que resta: onde nenhum responde, o cliente "
     "espera até o prazo"},
    {"errno says why connect() has failed only until the next call: if "
     "standard error is closed, printing the complaint fails and changes it. "
     "Look at errno first, or keep a copy",
     "errno só diz por que connect() falhou até a próxima chamada: se a saída "
     "de erros está fechada, escrever a mensagem falha e muda errno. Olhe "
     "errno antes, ou guarde uma cópia"},
    {"the second attempt with 127.0.0.3", "a segunda tentativa com 127.0.0.3"},
    {"one with ::1", "uma com ::1"},
};
const size_t pt_04_count = sizeof pt_04 / sizeof *pt_04;
