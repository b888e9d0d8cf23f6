/* step_01_pt.c - what step_01.c and bare_01.c say, in Portuguese. */
#include "exercises.h"

const struct wording pt_01[] = {
    {"the end of its own half of the stream comes right after the welcome: "
     "shutdown(SHUT_WR). A server that first waits for the client's words "
     "leaves both waiting",
     "o fim da metade dele vem logo depois das boas-vindas: shutdown(SHUT_WR). "
     "Um servidor que antes espera as palavras do cliente deixa os dois "
     "esperando"},
    {"\"%s\" at the beginning", "\"%s\" no começo"},
    {"one recv() brought the first piece, and the program took it for all, "
     "or did not wait for the next one (SO_RCVTIMEO): to close a socket "
     "while more is coming resets the connection",
     "um recv() trouxe o primeiro pedaço, e o programa o tomou por tudo, ou "
     "não esperou pelo seguinte (SO_RCVTIMEO): fechar um socket enquanto vem "
     "mais derruba a conexão"},
    {"a client is heard to its end, however much it says: only recv() says "
     "where that is, by returning 0, and to close a socket while more is "
     "coming resets the connection",
     "um cliente é ouvido até o fim, por mais que diga: só recv() diz onde "
     "ele está, devolvendo 0, e fechar um socket enquanto vem mais derruba a "
     "conexão"},
    {"what one client did must not be felt by the next: an error of its "
     "connection ends that connection, and no more",
     "o que um cliente fez não pode afetar o seguinte: um erro na conexão dele "
     "encerra essa conexão, e mais nada"},
    {"after one client the loop goes back to accept(): it is the connection "
     "that is closed, and not the listener",
     "depois de um cliente, o laço volta ao accept(): o que se fecha é a "
     "conexão, e não o socket que escuta"},
    {"the client waits for the server's words before it says its own: were the "
     "server to do so as well, both would wait forever",
     "o cliente espera as palavras do servidor antes de dizer as suas: se o "
     "servidor fizesse o mesmo, os dois esperariam para sempre"},
    {"after its words the client ends its half of the stream: "
     "shutdown(SHUT_WR)",
     "depois das suas palavras, o cliente encerra a metade dele do fluxo: "
     "shutdown(SHUT_WR)"},
    {"recv() brings what is there: only when it returns 0 was that all",
     "recv() traz o que já chegou: só quando devolve 0 era tudo"},
    {"\"%s\" on stdout", "\"%s\" em stdout"},
    {"connect() has returned -1: that wants a message, and an exit status that "
     "is not 0",
     "connect() devolveu -1: isso pede uma mensagem, e um status de saída que "
     "não seja 0"},
    {"the port's two bytes are the wrong way round: it is in network order, "
     "ntohs() turns it",
     "os dois bytes da porta estão trocados: ela está na ordem da rede, e "
     "ntohs() a desfaz"},
    {"that is the server's own end of the connection (getsockname): the "
     "client's is what accept() fills in, or getpeername()",
     "essa é a ponta do servidor (getsockname): a do cliente é a que accept() "
     "preenche, ou getpeername()"},
    {"accept() fills in the client's address, if it is given a place for it",
     "accept() preenche o endereço do cliente, se receber um lugar para ele"},
    {"the port is right, the host or what stands around it is not: not every "
     "client comes from the same host",
     "a porta está certa, mas o endereço ou o que vem em volta não: nem todo "
     "cliente vem da mesma máquina"},
    {"connected from %s as peer %d", "conectou-se de %s como lado %d"},
    {"that is the port of the client before: each connection has a port of its "
     "own, also when it comes from the same host",
     "essa é a porta do cliente anterior: cada conexão tem a sua, também "
     "quando vem da mesma máquina"},
    {"the end of the address is missing: it may be as long as "
     "255.255.255.255:65535, and that needs room",
     "falta o fim do endereço: ele pode ser tão longo quanto "
     "255.255.255.255:65535, e precisa de lugar para isso"},
    {"one that was reset before its turn must not be felt by the next: "
     "getpeername() fails then, as does send(), and that ends this connection, "
     "and no more",
     "um que derrubou a conexão antes da vez dele não pode ser sentido pelo "
     "seguinte: getpeername() falha então, e send() também, e isso encerra "
     "essa conexão, e mais nada"},
    {"one that was reset before its turn is not felt",
     "um que derrubou a conexão antes da vez dele não atrapalha ninguém"},
    {"right behind the address comes the end of the stream, shutdown(SHUT_WR): "
     "the client may read to the end before it goes on to speak",
     "logo depois do endereço vem o fim do fluxo, shutdown(SHUT_WR): o cliente "
     "pode ler até o fim antes de continuar falando"},
    {"held the server before each send()",
     "segurou o servidor antes de cada send()"},
    {"one that has only ended its half is welcomed",
     "quem só encerrou a sua metade recebe as boas-vindas"},
    {"a newcomer that has only ended its half has not left: it is welcomed, "
     "and waits for the next one",
     "quem chega e só encerrou a sua metade não foi embora: recebe as "
     "boas-vindas e espera pelo próximo"},
    {"the newcomer is welcomed first, and only then is the one who waited told "
     "of it: the welcome must not wait for anybody",
     "quem chega recebe primeiro as boas-vindas, e só então quem esperou fica "
     "sabendo dele: as boas-vindas não podem esperar por ninguém"},
    {"nothing for the one who waited until then",
     "que até aí nada fosse a quem esperava"},
    {"something", "alguma coisa"},
    {"the newcomer is welcomed first",
     "quem chega recebe primeiro as boas-vindas"},
    {"where the one who waited cannot be told, because it was reset, its "
     "connection is closed all the same: else the server runs out of "
     "descriptors",
     "onde quem esperou não pode ser avisado, porque derrubou a conexão, ela "
     "se "
     "fecha do mesmo jeito: senão faltam descritores ao servidor"},
    {"a client that was gone before its welcome does not wait: its "
     "descriptor is closed, and accept() gives the same number to the one "
     "after it, who is then told of itself",
     "um cliente que já tinha sumido antes das boas-vindas não espera: o "
     "descritor dele está fechado, e accept() dá o mesmo número ao cliente "
     "seguinte, que então recebe o próprio endereço"},
    {"where the welcome cannot be sent, because the newcomer was reset, its "
     "connection is closed all the same: else the server runs out of "
     "descriptors",
     "onde as boas-vindas não podem ser enviadas, porque quem chegou "
     "derrubou a conexão, ela se fecha do mesmo jeito: senão faltam "
     "descritores ao servidor"},
    {"seventy that are reset while they wait are not felt",
     "setenta que derrubam a conexão enquanto esperam não são sentidos"},
    {"nor are seventy that are reset before their welcome",
     "nem setenta que derrubam a conexão antes das boas-vindas"},
    {"nor are those that left when nobody waited yet",
     "nem os que saíram quando ainda ninguém esperava"},
    {"an empty file is a file as well: behind it comes the end of our half, "
     "and then the client is heard to its end",
     "um arquivo vazio também é um arquivo: depois dele vem o fim da nossa "
     "metade, e então o cliente é ouvido até o fim"},
    {"a byte may have any value, 0xff as well: fgetc() returns an int, in "
     "which "
     "EOF is different from all of them, and in a char it is not",
     "um byte pode ter qualquer valor, também 0xff: fgetc() devolve um int, em "
     "que EOF é diferente de todos eles, e em um char não é"},
    {"a file may be larger than any array: read a piece of it, send that "
     "piece, and so on to its end; and send() may take fewer bytes than it was "
     "given",
     "um arquivo pode ser maior que qualquer vetor: leia um pedaço, envie esse "
     "pedaço, e assim até o fim; e send() pode aceitar menos bytes do que "
     "recebeu"},
    {"where recv() has failed behind the file, what was opened for the client "
     "is closed, too: else the server runs out of descriptors",
     "onde recv() falhou depois do arquivo, o que se abriu para o cliente "
     "também se fecha: senão faltam descritores ao servidor"},
    {"seventy clients that are reset behind it are not felt",
     "setenta clientes que derrubam a conexão depois dele não atrapalham "
     "ninguém"},
    {"nothing follows the welcome yet",
     "depois das boas-vindas ainda não vem nada"},
    {"%s after the welcome", "%s depois das boas-vindas"},
    {"-f FILE comes before the port, which is at argv[optind] once getopt() "
     "has returned -1",
     "-f FILE vem antes da porta, que está em "
     "argv[optind] quando getopt() já devolveu -1"},
    {"the next client gets the file from its beginning: what was read for "
     "one client is not there to be read again, so open the file anew for "
     "each",
     "o cliente seguinte recebe o arquivo desde o começo: o que foi lido "
     "para um cliente não se lê de novo; por isso, abra o arquivo de novo "
     "para cada um"},
    {"a client that has ended its half has not left: it says nothing more, and "
     "still gets all of the file",
     "um cliente que terminou a sua metade não foi embora: ele não diz mais "
     "nada, e ainda recebe o arquivo inteiro"},
    {"left the server %d descriptors", "deixou ao servidor %d descritores"},
    {"what is opened for a client is closed for it, the file as well as the "
     "connection, and an empty file, too: else the server runs out of "
     "descriptors",
     "o que se abre para um cliente se fecha para ele, tanto o arquivo como "
     "a conexão, também quando o arquivo é vazio: senão faltam descritores "
     "ao servidor"},
    {"where send() has failed the file is closed, too, and what was allocated "
     "is freed, and the next client is served: else the server runs out of "
     "descriptors, or of memory",
     "onde send() falhou, o arquivo também se fecha, a memória alocada se "
     "libera, e o cliente seguinte é atendido: senão faltam ao servidor "
     "descritores, ou memória"},
    {"a port is a number, and not always one of five digits: nothing goes "
     "before it",
     "uma porta é um número, e nem sempre tem cinco dígitos: antes dela não "
     "vai nada"},
    {"send() has failed for one that was reset, and that is felt by the next: "
     "an error of a connection ends that connection, and no more",
     "send() falhou com um cliente que derrubou a conexão, e o seguinte "
     "sentiu: um erro de uma conexão encerra essa conexão, e mais nada"},
    {"the address of one that was reset is told to the next: what could not be "
     "sent is not kept",
     "o seguinte recebeu o endereço de um cliente que derrubou a conexão: o "
     "que não pôde ser enviado não se guarda"},
    {"nor is one that was reset behind its welcome",
     "nem um que a derrubou depois das boas-vindas"},
    {"the address is whole, though each send() takes one byte",
     "o endereço vai inteiro, embora cada send() só aceite um byte"},
    {"a newcomer was reset before its welcome, and the one who waited feels "
     "it: it gets an address all the same, that one's or the next one's, and "
     "its end. accept() has filled in the newcomer's, where getpeername() "
     "fails",
     "quem chegou derrubou a conexão antes das boas-vindas, e quem esperava "
     "sentiu: ele recebe um endereço mesmo assim, o daquele ou o do próximo, e "
     "o fim do fluxo. accept() já preencheu o endereço de quem chegou, e "
     "getpeername() falha"},
    {"the file has changed since the server was started, and each client "
     "gets it as it is: open it when a client has come, for each anew, and "
     "read() says where it ends, by returning 0, and not a size that was "
     "asked for before",
     "o arquivo mudou desde que o servidor foi iniciado, e cada cliente o "
     "recebe como está: abra o arquivo quando o cliente chegou, de novo para "
     "cada um; onde ele acaba, quem diz é read(), que então devolve 0, e não "
     "um tamanho perguntado antes"},
    {"made '%s' a symbolic link to '%s'",
     "fez de '%s' um link simbólico para '%s'"},
    {"renamed another file to '%s'", "deu a outro arquivo o nome '%s'"},
    {"no symbolic link can be made here: %s",
     "aqui não se pode fazer um link simbólico: %s"},
    {"left it %d MB of memory", "deixou a ele %d MB de memória"},
    {"made it one of 4 GB", "fez dele um de 4 GB"},
    {"a file may be larger than an int can say, and larger than the memory: a "
     "size is an off_t, but read() needs none, a piece at a time",
     "um arquivo pode ser maior do que cabe em um int, e maior que a memória: "
     "um tamanho é um off_t, mas read(), pedaço por pedaço, não precisa de "
     "nenhum"},
    {"one that has stopped reading for a minute goes on, and the rest of the "
     "file is missing: send() waits until there is room, unless SO_SNDTIMEO "
     "ends that",
     "um cliente que ficou um minuto sem ler continua, e falta o resto do "
     "arquivo: send() espera até que haja lugar, a não ser que SO_SNDTIMEO "
     "encerre a espera"},
    {"each client gets the file as it is when it comes",
     "cada cliente recebe o arquivo como está quando ele chega"},
    {"a file of more than 4 GB is sent, too",
     "um arquivo de mais de 4 GB também é enviado"},
    {"a client that makes a pause gets the rest",
     "um cliente que faz uma pausa recebe o resto"},
    {"seventy clients that leave in the middle of it are not felt",
     "setenta clientes que saem no meio dele não atrapalham ninguém"},
    {"cut each send() of the server to one byte, as the kernel may",
     "cortou cada send() do servidor em um byte, como o kernel pode fazer"},
    {"send() returns how many bytes it has taken: the rest is still to be sent",
     "send() devolve quantos bytes aceitou: falta enviar o resto"},
    {"the file is sent whole, though each send() takes one byte",
     "o arquivo é enviado inteiro, embora cada send() só aceite um byte"},
    {"seventy clients get it from a server with 64 descriptors",
     "setenta clientes o recebem de um servidor com 64 descritores"},
    {"a client that says nothing is welcomed, and told the end",
     "um cliente que não diz nada recebe as boas-vindas e o fim"},
    {"a greeting in pieces is heard to its end",
     "um cumprimento em pedaços é ouvido até o fim"},
    {"one that says much is heard to its end",
     "um cliente que diz muito é ouvido até o fim"},
    {"the next is served after one that vanished",
     "o seguinte é atendido depois de um que sumiu"},
    {"the client greets unasked, and says that this was all",
     "o cliente cumprimenta sem esperar, e diz que era tudo"},
    {"the client shows all that the server says, however it comes",
     "o cliente mostra tudo o que o servidor diz, venha como vier"},
    {"the client fails where nobody listens",
     "o cliente falha onde ninguém escuta"},
    {"each client is told the address it is seen from",
     "cada cliente ouve o endereço de onde é visto"},
    {"`server -f FILE` sends the file, whatever bytes it has",
     "`server -f FILE` manda o arquivo, tenha os bytes que tiver"},
    {"a file of many megabytes arrives whole at one who reads slowly",
     "um arquivo de muitos megabytes chega inteiro a quem lê devagar"},

    {"`server -n` welcomes each client, and says who came next",
     "`server -n` recebe cada cliente, e lhe diz quem veio depois"},
    {"a client from another host is told of, and told",
     "o endereço de um cliente de outra máquina é dito, e ele ouve o do "
     "seguinte"},
    {"a client is welcomed as soon as it has come",
     "um cliente recebe as boas-vindas assim que chega"},
    {"a client is welcomed as soon as it has come, not only when there is "
     "another",
     "um cliente recebe as boas-vindas assim que chega, e não só quando há "
     "outro"},
    {"a client that speaks meanwhile gets all of it",
     "um cliente que fala enquanto isso recebe o arquivo inteiro"},
    {"a client that waits has had the welcome and nothing more: the address "
     "and the end of the stream come with the next client",
     "um cliente que espera recebeu as boas-vindas e mais nada: o endereço e o "
     "fim do fluxo vêm com o próximo cliente"},
    {"another client is still open, and the newcomer must be welcomed all the "
     "same: accept() needs the listener only, so call it again before you wait "
     "for anything that a client says",
     "outro cliente ainda está aberto, e quem chega tem de receber as "
     "boas-vindas mesmo assim: accept() só precisa do socket de escuta; "
     "chame-o de novo antes de esperar por algo que um cliente diga"},
    {"behind the file everything goes on as behind the welcome: the end of our "
     "half, and then the client is heard to its end",
     "depois do arquivo tudo segue como depois das boas-vindas: o fim da nossa "
     "metade, e então o cliente é ouvido até o fim"},
    {"behind the last byte of the file comes the end of the stream, and "
     "nothing else",
     "depois do último byte do arquivo vem o fim do fluxo, e mais nada"},
    {"each client waits in a variable of its own until the next one has come: "
     "whose address is it that goes out, and to whom?",
     "cada cliente espera em uma variável só dele até chegar o próximo: de "
     "quem é o endereço que sai, e para quem?"},
    {"more, or the end of the stream", "mais alguma coisa, ou o fim do fluxo"},
    {"nothing more for now", "mais nada por enquanto"},
    {"one that left while it waited is not felt",
     "um que foi embora enquanto esperava não atrapalha ninguém"},
    {"one that left while it waited must not be felt by the next: an error of "
     "its connection, or SIGPIPE, ends that connection, and no more",
     "um que foi embora enquanto esperava não pode ser sentido pelo seguinte: "
     "um erro da conexão dele, ou SIGPIPE, encerra essa conexão, e mais nada"},
    {"seventy are told it by a server with 64 descriptors",
     "setenta o ouvem de um servidor com 64 descritores"},
    {"that is the address of the one who waited itself: it is told who came "
     "next, so the address must be the one that the last accept() has filled "
     "in",
     "esse é o endereço do próprio cliente que esperou: ele deve ouvir quem "
     "veio depois, ou seja, o endereço que o último accept() preencheu"},
    {"the address is right, but what stands around it is not: one newline goes "
     "before it, and nothing behind it",
     "o endereço está certo, mas o que vem em volta não: antes dele vai uma "
     "quebra de linha, e depois dele, nada"},
    {"the connection of the one who has been told is closed, and no other: "
     "else the server runs out of descriptors",
     "fecha-se a conexão de quem já ouviu o endereço, e nenhuma outra: senão "
     "faltam descritores ao servidor"},
    {"the file goes out as soon as a client has come, and all of it, and then "
     "the end of our half: nothing that the client says is waited for before",
     "o arquivo sai assim que um cliente chega, inteiro, e depois o fim da "
     "nossa metade: antes disso não se espera nada do que o cliente diz"},
    {"the file goes out in place of the welcome, and it is bytes: one of them "
     "may be 0, and strlen() ends there; and send() may take fewer than it was "
     "given",
     "o arquivo sai no lugar das boas-vindas, e são bytes: um deles pode ser "
     "0, e strlen() para ali; e send() pode aceitar menos do que recebeu"},
    {"the one who waited got its end, but no address: it goes to the "
     "descriptor that accept() returned before, and not to the newcomer's, "
     "also where that client has ended its own half: it still listens",
     "quem esperou recebeu o fim, mas nenhum endereço: ele vai para o "
     "descritor que accept() devolveu antes, e não para o de quem chegou, "
     "mesmo que esse cliente já tenha encerrado a metade dele: ele ainda ouve"},
    {"the one who waited is heard to its end",
     "quem esperou é ouvido até o fim"},
    {"the one who waited is heard to its end before its connection is "
     "closed, however much it says and however long it is silent meanwhile: "
     "to close a socket while more is coming resets the connection",
     "quem esperou é ouvido até o fim antes que a conexão dele se feche, "
     "por mais que diga e por mais tempo que fique calado no meio: fechar um "
     "socket enquanto vem mais derruba a conexão"},
    {"there is no 127.0.0.2 here", "aqui não existe 127.0.0.2"},
    {"when the next client has come, the one who waited gets its address and "
     "then the end of the stream: the server must still have the descriptor of "
     "the one who waited",
     "quando chega o próximo cliente, quem esperou recebe o endereço dele e "
     "depois o fim do fluxo: o servidor ainda tem de ter o descritor de quem "
     "esperou"},
    {"all of it has come, but it is shown otherwise: the two bytes of an á are "
     "not control characters. A char may be negative, so make it an unsigned "
     "char before you compare",
     "veio tudo, mas aparece de outro jeito: os dois bytes de um á não são "
     "caracteres de controle. Um char pode ser negativo: passe-o para unsigned "
     "char antes de comparar"},

    {"one that has left before its welcome must not be felt by the next: an "
     "error of its connection, or SIGPIPE, ends that connection, and no more",
     "um que foi embora antes das boas-vindas não pode ser sentido pelo "
     "seguinte: um erro da conexão dele, ou SIGPIPE, encerra essa conexão, e "
     "mais nada"},
    {"nor is one that left before its welcome",
     "nem um que foi embora antes das boas-vindas"},

    /* bare_01.c */
    {"the server listens on the port that it is given, and sin_port is "
     "htons(port): its bytes are in network order",
     "o servidor escuta na porta que recebe, e sin_port é htons(port): os "
     "bytes ficam na ordem da rede"},
    {"INADDR_ANY offers the service to the whole network: INADDR_LOOPBACK is "
     "127.0.0.1, and for this machine only",
     "INADDR_ANY oferece o serviço à rede inteira: INADDR_LOOPBACK é "
     "127.0.0.1, "
     "e só para esta máquina"},
    {"nobody at 127.0.0.2", "ninguém em 127.0.0.2"},
    {"the server listens there, too", "o servidor também escuta ali"},
    {"a text without a zero byte", "um texto sem byte zero"},
    {"the server speaks as soon as it has accepted a client",
     "o servidor fala assim que aceita um cliente"},
    {"after one client the program goes back to accept(): it is the connection "
     "that is closed, and not the listener",
     "depois de um cliente, o programa volta a accept(): é a conexão que se "
     "fecha, e não o socket de escuta"},
    {"send() or recv() has failed with ECONNRESET, and the program ended: that "
     "ends this connection, and no more",
     "send() ou recv() falhou com ECONNRESET, e o programa terminou: isso "
     "encerra esta conexão, e mais nada"},
    {"recv() brings what is there, and that may be a piece: only when it "
     "returns 0 was it all",
     "recv() traz o que já chegou, e pode ser só um pedaço: só quando devolve "
     "0 é que veio tudo"},
    {"the client connects to the port that it is given, and sin_port is "
     "htons(port)",
     "o cliente se conecta à porta que recebe, e sin_port é htons(port)"},
    {"each waits for the other's end of stream: say that you have said all, "
     "with shutdown(SHUT_WR), before you read to the end",
     "cada um espera pelo fim do fluxo do outro: avise que já disse tudo, com "
     "shutdown(SHUT_WR), antes de ler até o fim"},
    {"the connections of the server that has ended hold its port for up to a "
     "minute: SO_REUSEADDR, set before bind(), lets the server have it all the "
     "same",
     "as conexões do servidor que terminou seguram a porta por até um minuto: "
     "com SO_REUSEADDR, ligado antes de bind(), o servidor a recebe mesmo "
     "assim"},
    {"what the other end says must not command your terminal: show a control "
     "character as \\x1b, or leave it out",
     "o que o outro lado diz não pode mandar no seu terminal: mostre um "
     "caractere de controle como \\x1b, ou deixe-o de fora"},
    {"the server listens where it is told, and speaks first",
     "o servidor escuta onde lhe mandam, e fala primeiro"},
    {"the connection of a client that has been served is closed: else the "
     "server runs out of descriptors",
     "a conexão de um cliente que foi atendido se fecha: senão faltam "
     "descritores ao servidor"},
    {"seventy clients are served, one after the other",
     "setenta clientes são atendidos, um depois do outro"},
    {"seventy clients are served, and seventy that are reset",
     "setenta clientes são atendidos, e setenta que derrubam a conexão"},
    {"the connection of a client that has left is closed, also when it was "
     "reset: else the server runs out of descriptors",
     "a conexão de um cliente que foi embora se fecha, também quando ele a "
     "derrubou: senão faltam descritores ao servidor"},
    {"a client that resets its connection is not felt by the next",
     "um cliente que derruba a conexão não atrapalha o seguinte"},
    {"the server shows all of a text that comes in pieces",
     "o servidor mostra inteiro um texto que chega em pedaços"},
    {"the client shows all of a text that comes in pieces",
     "o cliente mostra inteiro um texto que chega em pedaços"},
    {"your client and your server talk with each other, and end",
     "o seu cliente e o seu servidor conversam, e terminam"},
    {"the server can be started again at once",
     "o servidor pode ser iniciado de novo na hora"},
    {"the server passes no escape sequences on to its terminal",
     "o servidor não repassa sequências de escape ao terminal dele"},
    {"nor does the client", "nem o cliente"},
};
const size_t pt_01_count = sizeof pt_01 / sizeof *pt_01;
