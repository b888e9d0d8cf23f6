/* pt.c - what is said, in Portuguese: here the harness's texts and those of
 * the report; each step's own are in step_NN_pt.c. */
#include "exercises.h"

/* The conversions (%s, %d) of a pair must be the same, in the same order. */
const struct wording pt[] = {
    /* report.c */
    {"passed", "passou"},
    {"skipped", "pulado"},
    {"open", "aberto"},
    {"broken", "quebrado"},
    {"%s: %s\nAn exercise that is open is not a mistake: it is the work to "
     "do.\n",
     "%s: %s\nUm exercício aberto é o trabalho a fazer, e não um erro.\n"},
    {"\nThe contract: what the step's programs do, and go on doing\n",
     "\nO contrato: o que os programas do passo fazem, e continuam fazendo\n"},
    {"\nExercise %s\n", "\nExercício %s\n"},
    {"  Repair this first: an exercise adds to what the step does, and breaks "
     "nothing of it.\n",
     "  Conserte isto primeiro: um exercício acrescenta algo ao passo, e não "
     "quebra nada dele.\n"},
    {"  %-8s  exercise %s\n", "  %-8s  exercício %s\n"},
    {"  next hint: make hint-step %d EX=%s\n",
     "  próxima dica: make hint-step %d EX=%s\n"},
    {"\nThe contract is kept; ", "\nO contrato está mantido; "},
    {"\nThe contract is broken; ", "\nO contrato está quebrado; "},
    {"\nThe contract was skipped; ", "\nO contrato foi pulado; "},
    {"exercises: %d passed, %d open, %d skipped\n",
     "exercícios que passaram: %d, abertos: %d, pulados: %d\n"},

    /* subject.c, programs/scratch.c */
    {"no %s='...' was given", "nenhum %s='...' foi dado"},
    {"the command's {port} must be the port that it listens on",
     "o {port} do comando tem de ser a porta em que ele escuta"},
    {"{options} in the command, in place of which %s would stand",
     "{options} no comando, em cujo lugar ficaria %s"},
    {"a directory for the check's files",
     "um diretório para os arquivos da verificação"},
    {"the file %s", "o arquivo %s"},
    {"a link to the file %s", "um link para o arquivo %s"},
    {"made the file %s of %zu bytes", "criou o arquivo %s, de %zu bytes"},

    {"the %s has to take the option %.2s: it comes first. Call getopt(3) "
     "as soon as --help was looked at; the others begin at argv[optind]",
     "%s tem de aceitar a opção %.2s: ela vem na frente. Chame "
     "getopt(3) logo depois de ver se é --help; os outros argumentos começam "
     "em argv[optind]"},
    {"the text is right, but more was sent than the text: strlen() counts its "
     "bytes without the zero byte behind them, sizeof the whole array",
     "o texto está certo, mas foi enviado mais que o texto: strlen() conta os "
     "bytes dele sem o byte zero que vem depois, e sizeof, o vetor inteiro"},
    {"listening on 0.0.0.0:%d", "listening on 0.0.0.0:%d"},
    {"PORT and ADDRESS come behind the options: they are argv[optind] and the "
     "one after it",
     "PORT e ADDRESS vêm depois das opções: são argv[optind] e o seguinte"},
    {"an exit status that is not 0", "um status de saída que não seja 0"},
    {"a stop must wake each thread that waits, with shutdown(): close() does "
     "not, and then its join waits forever",
     "uma parada tem de acordar cada thread que espera, com shutdown(): "
     "close() não acorda, e então o join dela espera para sempre"},
    {"without a handler SIGTERM ends a program at once, whatever it has still "
     "to say",
     "sem um tratador, SIGTERM encerra o programa na hora, tenha ele o que "
     "tiver ainda a dizer"},
    {"exit 0", "exit 0"},
    {"nobody can see what %s waits for, so what it promises in time cannot be "
     "checked",
     "ninguém vê pelo que %s espera, por isso o que promete no tempo não pode "
     "ser verificado"},
    {"nobody can see what %s waits for, nor what it has taken by now",
     "ninguém vê pelo que %s espera, nem o que já recebeu"},
    {"an end within a second", "um fim em menos de um segundo"},
    {"%lld ms", "%lld ms"},

    /* story.c */
    {"(%d more)", "(mais %d)"},
    {"expected", "esperado"},
    {"got     ", "veio    "},
    {"got", "veio"},
    {"not tried: repair what comes before",
     "não foi tentado: conserte primeiro o que vem antes"},
    {"likely  ", "provável"},
    {"waits in", "espera em"},

    /* told_faults.c */
    {" (call %d)", " (chamada %d)"},
    {" (calls %d to %d)", " (chamadas %d a %d)"},
    {" (one call in %d)", " (uma chamada em cada %d)"},
    {" (from call %d on)", " (a partir da chamada %d)"},
    {"%s() moves one byte at a time", "%s() transfere um byte por vez"},
    {"%s() is held back", "a chamada %s() é segurada pelo teste"},
    {"%s() returns without a reason", "%s() retorna sem motivo"},
    {"what %s() makes begins late", "o que %s() cria começa tarde"},
    {"%s() begins late", "%s() começa tarde"},
    {"%s() meets the socket itself", "%s() encontra o próprio socket"},
    {"%s arrives at %s()", "%s chega durante %s()"},
    {"%s() fails with %s", "%s() falha com %s"},

    /* preload.c */
    {"there is no library here to put before a program's libc "
     "(tests/build/tap.log may say why), so no calls can be seen",
     "não há aqui uma biblioteca para pôr antes da libc de um programa "
     "(tests/build/tap.log talvez diga por quê), então nenhuma chamada pode "
     "ser vista"},
    {"%s is linked statically: nothing can be put between it and its libc, "
     "so its calls cannot be seen",
     "%s foi ligado estaticamente: nada pode ser posto entre ele e a libc, "
     "então suas chamadas não podem ser vistas"},
    {"%s runs with another user's rights: nothing may be put before its libc, "
     "so its calls cannot be seen",
     "%s roda com os direitos de outro usuário: nada pode ser posto antes da "
     "libc, então suas chamadas não podem ser vistas"},
    {"%s uses %s, but tap.so was built for %s: build both with the same CC, "
     "or its calls cannot be seen",
     "%s usa %s, mas tap.so foi compilada para %s: compile ambos com o mesmo "
     "CC, ou as chamadas não podem ser vistas"},

    /* seen.c */
    {"could not look into %s: %s", "não foi possível olhar dentro de %s: %s"},
    {"could not look into %s: tap.so was not loaded into it (was its "
     "environment cleared, or does it run as another user?)",
     "não foi possível olhar dentro de %s: tap.so não foi carregada (o "
     "ambiente foi limpo, ou ele roda como outro usuário?)"},
    {"could not look into %s: it has a socket, and made no call for that: it "
     "calls the system past libc",
     "não foi possível olhar dentro de %s: ele tem um socket, e nenhuma "
     "chamada o criou: ele chama o sistema sem passar pela libc"},

    /* threads.c, standstill.c */
    {"recv or recvfrom", "recv ou recvfrom"},
    {"a lock, a condition or a join", "uma trava, uma condição ou um join"},
    {"the end of what it has started", "o fim do processo que iniciou"},
    {"a call that is held back", "uma chamada que o teste segura"},
    {"it naps and looks, again and again: that is work for nothing, and it "
     "hears late. Wait in a call that ends when something comes, such as "
     "poll() or pthread_cond_wait()",
     "ele cochila e olha, outra vez e outra vez: é trabalho à toa, e ele ouve "
     "tarde. Espere em uma chamada que volta quando algo chega, como poll() ou "
     "pthread_cond_wait()"},
    {"%s() always brings something", "%s() sempre traz alguma coisa"},
    {"no reset after the end of the stream",
     "nenhum RST depois do fim do fluxo"},
    {"a reset: SO_ERROR says %s", "um RST: SO_ERROR diz %s"},
    {"few calls that end within these %lld ms",
     "poucas chamadas que voltam dentro destes %lld ms"},
    {"%lld already", "já %lld"},
    {"a call with a limit of time", "uma chamada com limite de tempo"},
    {"no call: it runs in a loop that does not end",
     "nenhuma chamada: roda em um laço que não termina"},

    /* launch.c */
    {"started %s", "iniciou %s"},
    {"started %s on a terminal", "iniciou %s em um terminal"},
    {"started %s, where %s", "iniciou %s, onde %s"},
    {"a pipe for a program", "um pipe para um programa"},
    {"a pipe that is not read", "um pipe que ninguém lê"},
    {"tcgetattr: %s", "tcgetattr: %s"},
    {"there is no pseudo terminal here", "aqui não há pseudoterminal"},
    {"there is no pseudo terminal here: %s", "aqui não há pseudoterminal: %s"},
    {"a new process", "um processo novo"},
    {"room for one more program", "lugar para mais um programa"},
    {"the program to start", "que o programa iniciasse"},
    {"no calls can be made to fail here: no preloaded library",
     "aqui não se pode fazer uma chamada falhar: falta a biblioteca "
     "pré-carregada"},
    {"there is no %s here", "aqui não há %s"},
    {"only a program by itself can be measured",
     "só se mede um programa sozinho"},

    /* process.c */
    {"a loop that prints and does not look whether anything has come: recv() "
     "returns 0 at the end of a stream, and -1 for an error, each time it is "
     "asked",
     "um laço que escreve sem olhar se algo chegou: recv() devolve 0 no fim do "
     "fluxo, e -1 em caso de erro, todas as vezes que é chamado"},
    {"%s to say what there is to say",
     "que %s dissesse só o que há para dizer"},
    {"more than %zu bytes without an end: %s",
     "mais de %zu bytes, sem fim: %s"},
    {"exit %d", "exit %d"},
    {"signal %d (%s)", "signal %d (%s)"},
    {"nothing", "nada"},
    {"%s ended: %s", "%s terminou: %s"},
    {"nothing more from %s, after: %s", "nada mais de %s, depois de: %s"},
    {"nothing here shows what a program waits for",
     "aqui ninguém sabe dizer pelo que um programa espera"},
    {"an end of all that is at work", "o fim de tudo que está em execução"},
    {"calls without an end", "chamadas sem fim"},
    {"%s to say on %s a line with %s",
     "que %s escrevesse em %s uma linha com %s"},
    {"%s to say: %s", "que %s dissesse: %s"},
    {"%s said: %s", "%s disse: %s"},
    {"%s said on stderr: ", "%s disse em stderr: "},
    {"its first line must be `listening on ADDRESS:PORT`, and reach a pipe at "
     "once: stdout line-buffered, or flushed",
     "a primeira linha tem de ser `listening on ADDRESS:PORT`, e chegar logo a "
     "um pipe: stdout com buffer de linha, ou fflush()"},
    {"`listening on ADDRESS:PORT`", "`listening on ADDRESS:PORT`"},
    {"%zu bytes from %s", "%zu bytes de %s"},
    {"typed to %s: %s", "digitou para %s: %s"},
    {"%s to read its input", "que %s lesse a entrada"},
    {"%zu bytes are still waiting", "%zu bytes ainda esperam"},
    {"ended the input of %s", "encerrou a entrada de %s"},
    {"nobody reads what %s prints for a while",
     "por um tempo, ninguém lê o que %s escreve"},
    {"what %s prints is read again", "o que %s escreve é lido de novo"},
    {"nobody reads what %s prints any more",
     "ninguém mais lê o que %s escreve"},
    {"sent %s to %s", "enviou %s a %s"},
    {"SIGSTOP (like Ctrl-Z)", "SIGSTOP (como Ctrl-Z)"},
    {"SIGCONT (like fg)", "SIGCONT (como fg)"},
    {"%s to end", "que %s terminasse"},
    {"it still runs", "ainda está em execução"},
    {"it still runs after %lld ms", "ainda está em execução após %lld ms"},
    {"nobody can see which sockets %s had open: it ended by _exit(), or in a "
     "way of its own, and not by exit() or a return from main()",
     "ninguém vê que sockets %s tinha abertos: ele terminou por _exit(), ou de "
     "um modo só seu, e não por exit() nem por um return de main()"},
    {"close() is missing on the way that it took to its end",
     "falta um close() no caminho que ele fez até o fim"},
    {"every socket to be closed before the end",
     "todo socket fechado antes do fim"},
    {"%s to exit with %d", "que %s terminasse com o status %d"},
    {"%s to die of signal %d", "que %s morresse do sinal %d"},
    {"%s to go on", "que %s continuasse"},

    /* cause.c */
    {"a call was told of more bytes than there are: sizeof of a pointer is the "
     "size of the pointer, and a length that falls below 0 becomes enormous",
     "uma chamada recebeu um comprimento maior que o texto: sizeof de um "
     "ponteiro é o tamanho do ponteiro, e um comprimento que fica abaixo de 0 "
     "se torna enorme"},
    {"writing to a connection that was reset raises SIGPIPE, which kills a "
     "program that does not ignore it",
     "escrever em uma conexão que foi derrubada gera SIGPIPE, que mata um "
     "programa que não o ignora"},
    {"it used memory that is not its own: built with CFLAGS='-g "
     "-fsanitize=address' it says where",
     "ele usou memória que não é dele: compilado com CFLAGS='-g "
     "-fsanitize=address', ele mostra onde"},
    {"the library found its memory damaged: built with CFLAGS='-g "
     "-fsanitize=address' it says where",
     "a biblioteca encontrou a memória danificada: compilado com CFLAGS='-g "
     "-fsanitize=address', ele mostra onde"},
    {"accept() takes clients from a socket that listens: listen() must come "
     "before it",
     "accept() aceita clientes de um socket que escuta: listen() tem de vir "
     "antes"},
    {"accept() was given a closed descriptor: after each client the connection "
     "must be closed, not the listener",
     "accept() recebeu um descritor já fechado: depois de cada cliente "
     "fecha-se a conexão, e não o socket que escuta"},
    {"close() is missing where a connection ends, perhaps only where it is "
     "reset: a descriptor is lost with each client, until there are none left",
     "falta um close() onde uma conexão termina, talvez só onde ela é "
     "derrubada por um RST: a cada cliente perde-se um descritor, até não "
     "sobrar nenhum"},
    {"a client that has left has no address any more, but accept() has filled "
     "it in: an error of one client's connection ends that connection, not the "
     "server",
     "um cliente que foi embora já não tem endereço, mas accept() o preencheu: "
     "um erro na conexão de um cliente encerra essa conexão, e não o servidor"},
    {"a signal that arrives during accept() is not a failure: call it again",
     "um sinal que chega durante accept() não é uma falha: chame-a de novo"},
    {"a client that left before its turn is not a failure: call accept() again",
     "um cliente que desistiu antes da sua vez não é uma falha: chame accept() "
     "de novo"},
    {"nobody listens on that port, but it was used a moment ago, or is kept: "
     "SO_REUSEADDR must be set before bind()",
     "ninguém escuta nessa porta, mas ela foi usada há pouco, ou está "
     "reservada: SO_REUSEADDR tem de ser ligada antes de bind()"},
    {"bind() must be given an address of the socket's family, and the size of "
     "that address: the size of a pointer to it is another",
     "bind() tem de receber um endereço da família do socket, e o tamanho "
     "desse endereço: o tamanho de um ponteiro para ele é outro"},
    {"connect() must be given an address of the socket's family, and the size "
     "of that address: the size of a pointer to it is another",
     "connect() tem de receber um endereço da família do socket, e o tamanho "
     "desse endereço: o tamanho de um ponteiro para ele é outro"},
    {"nobody listens where it tried to connect: sin_port is htons(port), and "
     "sin_addr what inet_pton() makes of HOST",
     "ninguém escuta onde ele tentou se conectar: sin_port é htons(porta), e "
     "sin_addr o que inet_pton() faz de HOST"},
    {"sin_family must be the family that socket() was called with: AF_INET for "
     "an IPv4 address",
     "sin_family tem de ser a família com que socket() foi chamada: AF_INET "
     "para um endereço IPv4"},
    {"that is not an address of this machine: sin_addr is in network byte "
     "order, as inet_pton() stores it",
     "esse não é um endereço desta máquina: sin_addr fica na ordem de bytes da "
     "rede, como inet_pton() o grava"},
    {"that number is not a socket: in `fd = socket(...) < 0` the comparison is "
     "made first, so the assignment needs parentheses",
     "esse número não é um socket: em `fd = socket(...) < 0` a comparação vem "
     "primeiro, e a atribuição precisa de parênteses"},
    {"a descriptor is used after close(): shutdown() ends one half, and keeps "
     "the descriptor",
     "um descritor é usado depois de close(): shutdown() encerra uma metade, e "
     "mantém o descritor"},
    {"--help still says how the program is called, on standard output, and "
     "ends with 0: look at the options behind that",
     "--help continua dizendo como o programa é chamado, na saída padrão, e "
     "termina com 0: só depois disso olhe as opções"},
    {"PORT, ADDRESS and --help are as before",
     "PORT, ADDRESS e --help continuam como antes"},
    {"getopt() returns '?' for an option that there is not: say so, and end "
     "with a status that is not 0, before the program listens",
     "getopt() devolve '?' para uma opção que não existe: avise, e termine com "
     "um status diferente de 0, antes de o programa escutar"},
    {"the same byte comes again and again: in a loop of send() the rest begins "
     "behind what was taken, so move the pointer on, too",
     "o mesmo byte vem de novo e de novo: em um laço de send() o resto começa "
     "depois do que já foi aceito, então avance também o ponteiro"},
    {"bytes go through the descriptor that accept() returned, not through the "
     "listener",
     "os bytes passam pelo descritor que accept() devolveu, e não pelo socket "
     "que escuta"},
    {"a UDP socket that is not connected must be told for whom: sendto()",
     "a um socket UDP que não está conectado é preciso informar o destino: "
     "sendto()"},
    {"an error of one client's connection ends that connection, not the "
     "server: it must go back to accept()",
     "um erro na conexão de um cliente encerra essa conexão, e não o servidor: "
     "ele tem de voltar a accept()"},
    {"a server takes one client after the other: accept() stands in a loop "
     "that only a signal, or an error of the listener, ends",
     "um servidor atende um cliente após o outro: accept() fica em um laço que "
     "só um sinal, ou um erro do socket que escuta, encerra"},
    {"nothing more from %s", "nada mais de %s"},
    {"in sin_port the high byte comes first (network byte order): htons() on "
     "the way in, ntohs() on the way out",
     "em sin_port o byte mais alto vem primeiro (ordem de bytes da rede): "
     "htons() na ida, ntohs() na volta"},
    {"the kernel has chosen a port: getsockname() says which",
     "o kernel escolheu uma porta: getsockname() informa qual"},
    {"bind() was given port 0, and the kernel chose one: sin_port was "
     "left out, or is htonl(port), which leaves 0 in the two bytes of "
     "sin_port: write htons(port)",
     "bind() recebeu a porta 0, e o kernel escolheu uma: sin_port não foi "
     "preenchido, ou é htonl(porta), que deixa 0 nos dois bytes de sin_port: "
     "escreva htons(porta)"},
    {"port %d: that is %d with its two bytes swapped",
     "porta %d: é %d com os dois bytes trocados"},
    {"nobody listens there: %s ended: %s",
     "ninguém escuta ali: %s terminou: %s"},
    {"nobody listens there: %s listens on %s",
     "ninguém escuta ali: %s escuta na %s"},
    {"after each client the connection must be closed, not the listener",
     "depois de cada cliente fecha-se a conexão, e não o socket que escuta"},
    {"nobody listens there, though %s still runs",
     "ninguém escuta ali, embora %s ainda esteja em execução"},
    {"nobody came: %s ended: %s", "ninguém veio: %s terminou: %s"},
    {"a signal that arrives during a call is not a failure: after EINTR it is "
     "called again",
     "um sinal que chega durante uma chamada não é uma falha: depois de EINTR "
     "chama-se de novo"},
    {"sizeof of a pointer is the size of the pointer, however long the text is "
     "to which it points: strlen() counts that",
     "sizeof de um ponteiro é o tamanho do ponteiro, qualquer que seja o texto "
     "para o qual ele aponta: esse quem conta é strlen()"},
    {"a length is one too small: the last byte is missing",
     "um comprimento é menor por um: falta o último byte"},
    {"close() is missing where a connection ends: the server waits for the "
     "next client already",
     "falta um close() onde uma conexão termina: o servidor já espera o "
     "próximo cliente"},
    {"to close a socket of which something is unread resets the connection: "
     "read to the end of the stream first",
     "fechar um socket com algo ainda não lido derruba a conexão: leia antes "
     "até o fim do fluxo"},
    {"the 0 that ends a text in C is not part of it: strlen() does not count "
     "it, but sizeof does",
     "o 0 que termina um texto em C não faz parte dele: strlen() não o conta, "
     "mas sizeof conta"},

    /* peer.c */
    {"a socket", "um socket"},
    {"a connection", "uma conexão"},
    {"none in time", "nenhuma a tempo"},
    {"port %d", "porta %d"},
    {"a connection to port %d", "uma conexão com a porta %d"},
    {"connected to port %d as peer %d", "conectou-se à porta %d: conexão %d"},
    {"there is no IPv6 here: %s", "aqui não há IPv6: %s"},
    {"a listener", "um socket que escuta"},
    {"nothing here shows whether a connection was made",
     "aqui não se sabe se uma conexão foi feita"},
    {"listened on port %d", "escutou na porta %d"},
    {"nobody came in time", "ninguém veio a tempo"},
    {"accepted a connection as peer %d", "aceitou uma conexão: conexão %d"},
    {"closed too early: close(), or shutdown() of both halves, before recv() "
     "has returned 0",
     "fechado cedo demais: close(), ou shutdown() das duas metades, antes de "
     "recv() devolver 0"},
    {"the program had closed the connection before the peer had sent all (%s)",
     "o programa tinha fechado a conexão antes que o outro lado enviasse tudo "
     "(%s)"},
    {"the bytes to be taken", "que os bytes fossem aceitos"},
    {"peer %d sent %zu bytes, all that was taken, and read nothing",
     "conexão %d: mandou %zu bytes, tudo o que foi aceito, e não leu nada"},
    {"only %zu of %zu were in time", "só %zu de %zu foram a tempo"},
    {"peer %d sent %s", "conexão %d: mandou %s"},
    {"peer %d sent %s, %zu bytes at a time",
     "conexão %d: mandou %s, %zu bytes por vez"},
    {"bytes, or the end of the stream", "bytes, ou o fim do fluxo"},
    {"byte %zu and on: %s", "byte %zu e seguintes: %s"},
    {"the end of the stream after %zu bytes: %s",
     "o fim do fluxo depois de %zu bytes: %s"},
    {"nothing more in time after %zu bytes: %s",
     "nada mais a tempo depois de %zu bytes: %s"},
    {"%d bytes and no newline", "%d bytes sem quebra de linha"},
    {"peer %d received %s", "conexão %d: recebeu %s"},
    {"peer %d sent %zu bytes, %zu at a time, and read as it went",
     "conexão %d: mandou %zu bytes, %zu por vez, e foi lendo"},
    {"%zu bytes back", "%zu bytes de volta"},
    {"the end of the stream after %zu", "o fim do fluxo depois de %zu"},
    {"only %zu in time, of %zu that were sent",
     "só %zu a tempo, de %zu que foram mandados"},
    {"no more than %zu bytes", "no máximo %zu bytes"},
    {"more: %s", "mais: %s"},
    {"the end of the stream", "o fim do fluxo"},
    {"none in time, after %zu bytes: %s",
     "não veio a tempo, depois de %zu bytes: %s"},
    {"peer %d received %s, then the end of the stream",
     "conexão %d: recebeu %s, depois o fim do fluxo"},
    {"peer %d said that no more will come (shutdown)",
     "conexão %d: disse que não vem mais nada (shutdown)"},
    {"peer %d closed its socket", "conexão %d: fechou o socket"},
    {"%d others connected to port %d, and left",
     "%d outros conectaram-se à porta %d, e saíram"},
    {"peer %d was reset (RST)", "conexão %d: foi derrubada (RST)"},
    {"a port of our own", "uma porta só nossa"},
    {"nobody can listen on %s port %d here: %s",
     "aqui não se pode escutar em %s, porta %d: %s"},
    {"a queue that is never full", "uma fila que nunca enche"},
    {"listened on %s port %d, with a full queue: it answers nobody",
     "escutou em %s, porta %d, com a fila cheia: não responde a ninguém"},

    /* stranger.c */
    {"a shorter command", "um comando mais curto"},
    {"a command", "um comando"},
    {"none", "nenhum"},
    {"%s to listen on port %d", "que %s escutasse na porta %d"},
    {"it ended: %s", "terminou: %s"},
    {"it runs, but nobody listens there",
     "está em execução, mas ninguém escuta ali"},
    {"%s listens on port %d", "%s escuta na porta %d"},

    /* clock.c */
    {"a file to share with tap", "um arquivo partilhado com tap"},
    {"let %lld ms pass", "deixou passar %lld ms"},
    {"it waits, and nothing will end that: %s",
     "ele espera, e nada acaba com isso: %s"},
    {"%s to come to where it is held", "que %s chegasse onde é detido"},
    {"its end: %s", "o fim: %s"},
    {"it waits: %s", "ele espera: %s"},
    {"%s stands there, held back", "%s está parado ali, retido"},
    {"let it go on", "deixou-o seguir"},

    /* datagram.h */
    {"UDP port %d of %s cannot be had: %s",
     "a porta UDP %d de %s não está disponível: %s"},
    {"opened UDP port %d of %s as peer %d",
     "abriu a porta UDP %d de %s: lado %d"},
    {"a UDP socket that talks with itself",
     "um socket UDP que fala consigo mesmo"},
    {"took UDP port %d of %s, and let the kernel refuse whatever comes to it, "
     "as if nobody had it",
     "ficou com a porta UDP %d de %s, e deixou o kernel recusar tudo que chega "
     "nela, como se não fosse de ninguém"},
    {"the datagram %s", "o datagrama %s"},
    {"a UDP socket", "um socket UDP"},
    {"opened UDP port %d as peer %d", "abriu a porta UDP %d: lado %d"},
    {"a connected UDP socket", "um socket UDP conectado"},
    {"a datagram of %zu bytes cannot be sent here",
     "um datagrama de %zu bytes não pode ser mandado aqui"},
    {"the datagram to be sent", "que o datagrama fosse mandado"},
    {"no datagram in time", "nenhum datagrama a tempo"},
    {"peer %d sent the datagram %s", "lado %d: mandou o datagrama %s"},
    {"peer %d sent an empty datagram", "lado %d: mandou um datagrama vazio"},
    {"peer %d received the datagram %s", "lado %d: recebeu o datagrama %s"},
    {"an empty datagram", "um datagrama vazio"},
    {"peer %d received an empty datagram",
     "lado %d: recebeu um datagrama vazio"},
    {"%s, %zu bytes", "%s, %zu bytes"},
    {"fewer clients", "menos clientes"},
    {"put a network between: of 100, %u lost, %u doubled, %u late, seed %u",
     "pôs uma rede no meio: de 100, %u perdidos, %u dobrados, %u atrasados, "
     "semente %u"},
    {"carried %lu datagrams, lost %lu, doubled %lu, delayed %lu",
     "levou %lu datagramas, perdeu %lu, dobrou %lu, atrasou %lu"},
    {"all programs to end", "que todos os programas terminassem"},
    {"%s still runs, after %lu datagrams, %lu of them lost",
     "%s ainda está em execução, depois de %lu datagramas, %lu deles perdidos"},

    /* Exercise 0 in main.c and report.c; bare.c */
    {"Which line? EX=1 to EX=%zu\n", "Qual linha? EX=1 a EX=%zu\n"},
    {"%s: %s\n\nExercise 0: the bare program, made to stand\n",
     "%s: %s\n\nExercício 0: o programa nu, até que fique de pé\n"},
    {"read    ", "leia    "},
    {"  another in full: make check-step %d BARE=1 EX=NUMBER\n",
     "  outra, por inteiro: make check-step %d BARE=1 EX=NÚMERO\n"},
    {"\nExercise 0: %d passed, %d open, %d skipped. It counts for no mark.\n",
     "\nExercício 0: passaram %d, abertas %d, puladas %d. Não conta para a "
     "nota.\n"},
    {"something to come", "que algo chegasse"},
    {"no escape sequence on the terminal",
     "nenhuma sequência de escape no terminal"},
    {"%s, as it is", "%s, como veio"},
};
const size_t pt_count = sizeof pt / sizeof *pt;
