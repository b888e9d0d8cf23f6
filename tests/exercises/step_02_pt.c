/* step_02_pt.c - what step_02.c and bare_02.c say, in Portuguese. */
#include "exercises.h"

const struct wording pt_02[] = {
    {"an echo that waits for a newline, or for a full buffer, waits forever "
     "here: what recv() returned goes back at once, and all of it",
     "um eco que espera por uma quebra de linha, ou por um buffer cheio, aqui "
     "espera para sempre: o que recv() devolveu volta logo"},
    {"bytes are not text: one of them may be 0, where strlen() ends, and not "
     "all of them are characters",
     "bytes não são texto: um deles pode ser 0, onde strlen() para, e nem "
     "todos são caracteres"},
    {"send() may take fewer bytes than it was given: the rest must follow",
     "send() pode aceitar menos bytes do que recebeu: o resto tem de ir atrás"},
    {"the end of the client's stream is not the end of the conversation: what "
     "came before it is still to be echoed, and then the server's own end",
     "o fim do fluxo do cliente não é o fim da conversa: ainda falta devolver "
     "o que veio antes dele, e depois o fim do próprio servidor"},
    {"bytes come back as they are: a last line without a newline does not get "
     "one, unless an option says so",
     "os bytes voltam como são: uma última linha sem quebra de linha não ganha "
     "nenhuma, a não ser que uma opção diga que sim"},
    {"recv() or send() has failed with ECONNRESET or EPIPE, and the program "
     "ended: an error of a connection ends that connection, and no more (and "
     "SIGPIPE is to be ignored)",
     "recv() ou send() falhou com ECONNRESET ou EPIPE, e o programa terminou: "
     "um erro de uma conexão encerra essa conexão, e mais nada (e SIGPIPE deve "
     "ser ignorado)"},
    {"%s on stdout", "%s em stdout"},
    {"the client sends a line, whole, as soon as it has it",
     "o cliente manda uma linha, inteira, assim que a tem"},
    {"one recv() is not one line: the client must go on to read",
     "um recv() não é uma linha: o cliente tem de continuar lendo"},
    {"at the end of its input the client ends its half of the stream, and "
     "still reads what is owed to it",
     "no fim da entrada, o cliente encerra a metade dele do fluxo, e ainda lê "
     "o que lhe devem"},
    {"'sair' or 'quit', whatever the case and the blanks around it, is not "
     "sent: it ends the client as the end of its input does",
     "'sair' ou 'quit', em maiúsculas ou não e com espaços em volta, não é "
     "mandado: encerra o cliente como o fim da entrada"},
    {"recv() returned 0 with an echo still owed: the server has gone, and that "
     "is a failure",
     "recv() devolveu 0 com eco ainda por vir: o servidor se foi, e isso é uma "
     "falha"},
    {"recv() or send() has failed: that wants a message, and an exit status "
     "that is not 0",
     "recv() ou send() falhou: isso pede uma mensagem, e um status de saída "
     "que não seja 0"},
    {"what comes before the end of the stream is a line, too, with or without "
     "a newline: its answer has one",
     "o que vem antes do fim do fluxo também é uma linha, com quebra ou sem: a "
     "resposta leva uma"},
    {"a newline ends a line, and begins none: nothing follows it",
     "uma quebra encerra uma linha, e não começa outra: depois dela não vem "
     "nada"},
    {"a stream without a byte has no line, and so no answer",
     "um fluxo sem um byte sequer não tem linha, e por isso não tem resposta"},
    {"-l is an option: it comes before the port, which is at argv[optind] "
     "once getopt() has returned -1",
     "-l é uma opção: vem antes da porta, que está em "
     "argv[optind] quando getopt() já devolveu -1"},
    {"four bytes of length, the highest first (ntohl), and then so many bytes, "
     "whatever they are",
     "quatro bytes de tamanho, o mais significativo na frente (ntohl), e então "
     "tantos bytes, sejam quais forem"},
    {"one recv() may bring a part of the length, or of the message: it must be "
     "called until there is enough",
     "um recv() pode trazer só parte do tamanho, ou da mensagem: deve ser "
     "chamado até haver o bastante"},
    {"a message of no bytes is one as well, and comes back as one",
     "uma mensagem de zero bytes também é mensagem, e volta como uma"},
    {"a message may have up to 4095 bytes",
     "uma mensagem pode ter até 4095 bytes"},
    {"one recv() may bring more than one message: what is left of it belongs "
     "to the next",
     "um recv() pode trazer mais de uma mensagem: o que sobra é da seguinte"},
    {"a length over 4095 is refused at once, before any byte of such a message "
     "is waited for",
     "um tamanho acima de 4095 é recusado logo, antes de se esperar qualquer "
     "byte da mensagem"},
    {"a length has no sign: kept in an int, 0xffffffff is -1, and less than "
     "any bound",
     "um tamanho não tem sinal: em um int, 0xffffffff é -1, menor que qualquer "
     "limite"},
    {"a refused message ends its own connection, and no more",
     "uma mensagem recusada encerra a conexão dela, e mais nada"},
    {"-r is an option: it comes before the port, which is at argv[optind] "
     "once getopt() has returned -1",
     "-r é uma opção: vem antes da porta, que está em "
     "argv[optind] quando getopt() já devolveu -1"},
    {"recv() has returned 0, so the client says no more; but our own half of "
     "the stream is still open, and the report goes out on it",
     "recv() devolveu 0, então o cliente não diz mais nada; mas a nossa metade "
     "do fluxo ainda está aberta, e o relatório sai por ela"},
    {"a last line without a newline is a line as well: it counts, and gets "
     "one, so that the report stands on a line of its own",
     "uma última linha sem quebra também é uma linha: ela conta, e ganha uma "
     "quebra, para que o relatório fique em uma linha só dele"},
    {"%zu bytes, %zu lines\n", "%zu bytes, %zu lines\n"},
    {"the numbers are of all that came in the connection, and not of the last "
     "recv()",
     "os números são de tudo o que veio na conexão, e não do último recv()"},
    {"bytes are not text: one of them may be 0, where strlen() and strchr() "
     "end, and the bytes behind it count as well",
     "bytes não são texto: um deles pode ser 0, onde strlen() e strchr() "
     "param, e os bytes depois dele também contam"},
    {"bytes are counted, not characters; a carriage return is one of them, and "
     "only a newline ends a line",
     "contam-se bytes, e não caracteres; um retorno de carro é um deles, e só "
     "a quebra de linha encerra uma linha"},
    {"a zero byte that is the last one is a line without a newline, too",
     "um byte zero no fim também é uma linha sem quebra"},
    {"the report counts bytes, whatever they are",
     "o relatório conta bytes, sejam quais forem"},
    {"bytes come back as they are, however they are cut",
     "os bytes voltam como são, cortados onde for"},
    {"much comes back while more is sent",
     "muito volta enquanto mais é mandado"},
    {"all is echoed that came before the client's end",
     "volta tudo o que veio antes do fim do cliente"},
    {"after one client the loop goes back to accept(): it is the connection "
     "that is closed, and not the listener",
     "depois de um cliente, o laço volta ao accept(): o que se fecha é a "
     "conexão, e não o socket que escuta"},
    {"the next is served, also after a client that was reset",
     "o seguinte é atendido, também depois de uma conexão derrubada"},
    {"the client is a filter: a line out, its echo in",
     "o cliente é um filtro: uma linha vai, o eco dela vem"},
    {"'sair' ends the client", "'sair' encerra o cliente"},
    {"the client fails, and ends, when the server dies",
     "o cliente termina com falha quando o servidor morre"},
    {"a last line without a newline is answered as well",
     "uma última linha sem quebra também tem resposta"},
    {"`server -l` sends each message back with its length before it",
     "`server -l` devolve cada mensagem com o tamanho na frente"},
    {"several messages in one write are several",
     "várias mensagens em uma escrita são várias"},
    {"a length over 4095 is refused", "um tamanho acima de 4095 é recusado"},
    {"`server -r` reports what came, in a last line",
     "`server -r` diz o que chegou, em uma última linha"},
    {"the report counts all that came", "o relatório conta tudo o que chegou"},

    {"%s, and then the end of the stream", "%s, e depois o fim do fluxo"},
    {"`server -n` answers each line with its length before it",
     "`server -n` responde a cada linha com o tamanho antes dela"},
    {"a line may have 4095 bytes, and its newline besides, however many pieces "
     "they come in",
     "uma linha pode ter 4095 bytes, e mais a quebra, em quantos pedaços "
     "venham"},
    {"a line over 4095 bytes is refused",
     "uma linha com mais de 4095 bytes é recusada"},
    {"the last line may have 4095, too", "a última linha também pode ter 4095"},
    {"a line that is too long ends its own connection, and no more; and what "
     "is left of it is not for the next client",
     "uma linha longa demais encerra a conexão dela, e mais nada; e o que "
     "sobra dela não é do cliente seguinte"},
    {"an empty line is a line: 0 bytes, and its newline",
     "uma linha vazia é uma linha: 0 bytes, e a quebra dela"},
    {"an end inside a message is an end, and not felt by the next",
     "um fim no meio de uma mensagem é um fim, e o seguinte não o sente"},
    {"answers are whole, though each send() takes one byte",
     "as respostas vão inteiras, embora cada send() só aceite um byte"},
    {"any byte may be in a line", "em uma linha pode haver qualquer byte"},
    {"before each line belong the number of its bytes, the newline not "
     "counted, and a blank",
     "antes de cada linha vêm o número de bytes dela, sem contar a quebra, e "
     "um espaço"},
    {"bytes are counted, and not characters: á has two of them",
     "contam-se bytes, e não caracteres: á tem dois"},
    {"bytes are counted, and not characters; and the words stay as they are, "
     "also for 1 lines",
     "contam-se bytes, e não caracteres; e as palavras ficam como estão, "
     "também em 1 lines"},
    {"bytes are echoed at once, and each connection counts by itself",
     "os bytes voltam na hora, e cada conexão conta em separado"},
    {"each connection begins with an empty place for its pieces: what a client "
     "left behind does not reach the next",
     "cada conexão começa com um lugar vazio para os pedaços: o que um cliente "
     "deixou não chega ao seguinte"},
    {"messages are whole, though each send() takes one byte",
     "as mensagens vão inteiras, embora cada send() só aceite um byte"},
    {"nothing is left for the next client",
     "nada sobra para o cliente seguinte"},
    {"one recv() is not one line: it may bring a piece of one, or more than "
     "one. What has come of a line is kept until its newline has",
     "um recv() não é uma linha: pode trazer um pedaço, ou mais de uma. O que "
     "chegou de uma linha fica guardado até a quebra chegar"},
    {"recv() has returned 0 behind a length: what it announced has not come, "
     "and so nothing is answered",
     "recv() devolveu 0 depois de um tamanho: o que ele anunciou não veio, e "
     "por isso não há resposta"},
    {"recv() has returned 0 in the middle of a length: that is the end of the "
     "connection, and not of a number",
     "recv() devolveu 0 no meio de um tamanho: é o fim da conexão, e não o de "
     "um número"},
    {"recv() has returned 0 in the middle of a message: that is the end of the "
     "connection. What has come of the message is not answered",
     "recv() devolveu 0 no meio de uma mensagem: é o fim da conexão. O que "
     "chegou da mensagem fica sem resposta"},
    {"the numbers are of one connection: where the report could not be sent, "
     "they do not count in the next",
     "os números são de uma conexão só: quando o relatório não pôde ser "
     "enviado, eles não contam na seguinte"},
    {"the numbers are of one connection: what came in one that was reset does "
     "not count in the next, and its half line is not ended there",
     "os números são de uma conexão: o que veio em uma que foi derrubada não "
     "conta na seguinte, e a meia linha dela não se encerra ali"},
    {"the numbers are of one connection: what came in one where send() has "
     "failed does not count in the next",
     "os números são de uma conexão: o que chegou em uma em que send() "
     "falhou não conta na seguinte"},
    {"the report is whole, though each send() takes one byte",
     "o relatório vai inteiro, embora cada send() só aceite um byte"},
    {"until the client's end, bytes are echoed as ever: at once, and not only "
     "when a line is whole or everything has come",
     "até o fim do cliente, os bytes voltam como sempre: na hora, e não só "
     "quando a linha está inteira ou quando tudo chegou"},
    {"what a client left behind does not reach the next",
     "o que um cliente deixou não chega ao seguinte"},
    {"with 4096 bytes and no newline among them it is certain that the line is "
     "too long: the connection ends, without an answer",
     "com 4096 bytes e nenhuma quebra entre eles, a linha com certeza é longa "
     "demais: a conexão acaba, sem resposta"},

    {"the numbers are of one connection: what came in the last one does not "
     "count in the next",
     "os números são de uma conexão: o que veio na anterior não conta na "
     "seguinte"},
    {"where nothing came, that is reported: there is no line then, and no "
     "newline before the report",
     "onde não veio nada, é isso que se informa: então não há linha nenhuma, "
     "nem quebra antes do relatório"},

    {"the connection of a client that has left is closed, also when it was "
     "reset: else the server runs out of descriptors",
     "a conexão de um cliente que foi embora se fecha, também quando ele a "
     "derrubou: senão faltam descritores ao servidor"},
    {"a line is answered as soon as its newline has come, whatever stands "
     "behind it, such as the beginning of the next one: that alone is kept",
     "uma linha é respondida assim que a quebra dela chega, seja o que for que "
     "venha depois, como o começo da seguinte: só esse fica guardado"},
    {"whether a newline is missing at the end is known of this connection "
     "only: where nothing came none is missing, however the last client ended",
     "se falta uma quebra no fim, só esta conexão diz: onde não veio nada, não "
     "falta nenhuma, seja como for que o último cliente terminou"},
    {"a line ends where its newline is, and not where a recv() does: a last "
     "line without one is known only at the end of the stream",
     "uma linha acaba onde está a quebra dela, e não onde acaba um recv(): de "
     "uma última linha sem quebra só se sabe no fim do fluxo"},
    {"a line that is too long ends the connection, but those before it are "
     "answered",
     "uma linha longa demais encerra a conexão, mas as anteriores são "
     "respondidas"},
    {"a line of 4096 bytes is too long, also where its newline has come with "
     "it: it is the line that is limited, and not the room for it",
     "uma linha de 4096 bytes é longa demais, também quando a quebra veio "
     "junto: o limite é da linha, e não do lugar que há para ela"},
    {"it is refused alone, also where its newline has come",
     "só ela é recusada, também quando a quebra já veio"},
    {"the end of the connection", "o fim da conexão"},
    {"none in time", "nenhum a tempo"},
    {"something before it", "alguma coisa antes dele"},
    {"the bytes of a length have no sign: in a char, 200 may be -56",
     "os bytes de um tamanho não têm sinal: em um char, 200 pode ser -56"},
    {"a length that is refused ends the connection, but the messages before it "
     "are answered",
     "um tamanho recusado encerra a conexão, mas as mensagens anteriores são "
     "respondidas"},
    {"seventy clients are served, and seventy that are reset",
     "setenta clientes são atendidos, e setenta que derrubam a conexão"},
    {"seventy clients that are reset are not felt",
     "setenta clientes que derrubam a conexão não atrapalham ninguém"},
    {"a length has four bytes, and each of them counts",
     "um tamanho tem quatro bytes, e cada um conta"},

    {"one recv() brought a piece of the echo, and the client went on: it has "
     "to read until the line's newline has come, or as many bytes as it has "
     "sent",
     "um recv() trouxe um pedaço do eco, e o cliente seguiu adiante: ele tem "
     "de ler até vir a quebra da linha, ou tantos bytes quantos enviou"},
    {"the next line not before the echo is whole",
     "a próxima linha só quando o eco estivesse inteiro"},
    {"the next line", "a próxima linha"},

    {"one recv() ends where its array does: what stands there behind the last "
     "newline is the beginning of a line, and goes to the front before more is "
     "received",
     "um recv() acaba onde acaba o vetor: o que está ali depois da última "
     "quebra é o começo de uma linha, e vai para a frente antes de se receber "
     "mais"},
    {"many lines at once are many", "muitas linhas de uma vez são muitas"},
    {"one recv() ends where its array does, in the middle of a message or of a "
     "length: the rest comes with the next one",
     "um recv() acaba onde acaba o vetor, no meio de uma mensagem ou de um "
     "tamanho: o resto vem com o próximo"},
    {"many messages at once are many",
     "muitas mensagens de uma vez são muitas"},

    /* bare_02.c */
    {"what recv() brought goes back at once, and all of it: an echo that waits "
     "for a newline waits forever here",
     "o que recv() trouxe volta na hora, e inteiro: um eco que espera por uma "
     "quebra de linha, aqui, espera para sempre"},
    {"bytes are not text: one of them may be 0, where strlen() ends",
     "bytes não são texto: um deles pode ser 0, onde strlen() para"},
    {"recv() has failed with ECONNRESET: that ends this connection, which is "
     "closed, and no more",
     "recv() falhou com ECONNRESET: isso encerra esta conexão, que é fechada, "
     "e mais nada"},
    {"the client had gone before all was sent: that raises SIGPIPE, which ends "
     "a program that does not ignore it; then send() fails with EPIPE, and "
     "that ends this connection only",
     "o cliente se foi antes que tudo fosse enviado: isso gera SIGPIPE, que "
     "encerra um programa que não o ignora; ignorado, send() falha com EPIPE, "
     "e isso encerra só esta conexão"},
    {"cut each send() of the server to one byte, as the kernel may",
     "cortou cada send() do servidor em um byte, como o kernel pode fazer"},
    {"send() returns how many bytes it has taken: the rest is still to be sent",
     "send() devolve quantos bytes aceitou: falta enviar o resto"},
    {"a last line may lack its newline: it is sent as it is, and its echo has "
     "come when as many bytes have, or when the stream ends",
     "a última linha pode não ter quebra: é enviada como está, e o eco dela "
     "chegou quando vieram tantos bytes, ou quando o fluxo acaba"},
    {"recv() returned 0 with an echo still to come: the server has gone, and "
     "that is a failure",
     "recv() devolveu 0 com um eco ainda por chegar: o servidor se foi, e isso "
     "é uma falha"},
    {"cut each send() of the client to one byte, as the kernel may",
     "cortou cada send() do cliente em um byte, como o kernel pode fazer"},
    {"the server sends back whatever comes, however it is cut",
     "o servidor devolve o que vier, cortado como for"},
    {"seventy clients that reset are not felt by the next",
     "setenta clientes que derrubam a conexão não atrapalham o seguinte"},
    {"the server survives a client that has gone before its echo",
     "o servidor sobrevive a um cliente que se foi antes do eco"},
    {"the server sends all, though each send() takes one byte",
     "o servidor envia tudo, embora cada send() só aceite um byte"},
    {"the client reads the whole of an echo that comes in pieces",
     "o cliente lê inteiro um eco que chega em pedaços"},
    {"the client sends a last line without a newline, and shows its echo",
     "o cliente envia uma última linha sem quebra, e mostra o eco dela"},
    {"the client says so when the server ends instead of answering",
     "o cliente avisa quando o servidor termina em vez de responder"},
    {"the client sends all, though each send() takes one byte",
     "o cliente envia tudo, embora cada send() só aceite um byte"},
    {"the connection of a client that was refused is closed, too: else the "
     "server runs out of descriptors. shutdown() closes none",
     "a conexão de um cliente recusado também se fecha: senão faltam "
     "descritores ao servidor. shutdown() não fecha nenhum"},
    {"the one that was refused is still there, and the server goes on to "
     "read: it closes that connection at once, even if that is a reset, and "
     "serves the next",
     "o cliente recusado ainda está ali, e o servidor continua lendo: ele "
     "fecha essa conexão na hora, mesmo que isso a derrube, e atende o "
     "próximo"},
    {"%ld KiB of memory, as before", "%ld KiB de memória, como antes"},
    {"%ld KiB", "%ld KiB"},
    {"what was allocated for a client is freed when it has gone, however it "
     "went: else each takes memory, until there is none left",
     "o que foi alocado para um cliente é liberado quando ele se foi, como "
     "quer "
     "que tenha ido: senão cada um toma memória, até não sobrar nenhuma"},
    {"left the server %d MB of memory", "deixou ao servidor %d MB de memória"},
    {"what was allocated for an answer is freed once that has been sent: "
     "else each takes memory, until there is none left",
     "o que se alocou para uma resposta é liberado depois que ela foi "
     "enviada: senão cada uma ocupa memória, até que não haja mais nenhuma"},
    {"the connection is closed also where the stream ended in the middle of "
     "something: else the server runs out of descriptors. shutdown() closes "
     "none",
     "a conexão se fecha também onde o fluxo acabou no meio de alguma coisa: "
     "senão faltam descritores ao servidor. shutdown() não fecha nenhum"},
    {"what is left of a client whose send() has failed reaches the next: each "
     "connection begins with nothing received, however the last one ended",
     "o que restou de um cliente para quem send() falhou chega ao seguinte: "
     "cada conexão começa sem nada recebido, tenha a anterior acabado como "
     "for"},
    {"bytes are not text: one of them may be 0, where strlen() ends, and "
     "blanks and a carriage return belong to the line. 0xff is not the end of "
     "anything, either: in a char it is -1",
     "bytes não são texto: um deles pode ser 0, onde strlen() para, e espaços "
     "e um retorno de carro fazem parte da linha. 0xff também não é o fim de "
     "nada: em um char ele é -1"},
    {"to the server 'sair' is a line like any other: it is the client that "
     "takes it for its end",
     "para o servidor, 'sair' é uma linha como as outras: é o cliente que a "
     "toma pelo fim"},
    {"a message is answered as soon as it is whole, whatever stands behind it, "
     "such as the beginning of the next one: that alone is kept",
     "a resposta a uma mensagem sai assim que ela está inteira, venha o que "
     "vier atrás, como o começo da próxima: só esse se guarda"},
    {"recv() has returned 0 in the middle of a length, and the rest was taken "
     "from the length before: it is the end of the connection",
     "recv() devolveu 0 no meio de um tamanho, e o resto foi tirado do tamanho "
     "anterior: é o fim da conexão"},
    {"the connection is closed also where the report could not be sent: else "
     "the server runs out of descriptors",
     "a conexão se fecha também onde o relatório não pôde ser enviado: senão "
     "faltam descritores ao servidor"},
    {"a number of two bytes ends at 65535, and then begins anew: count in a "
     "size_t, and leave room for its twenty digits",
     "um número de dois bytes acaba em 65535 e então recomeça: conte em um "
     "size_t, e deixe espaço para os vinte algarismos que ele pode ter"},
    {"one that cannot be answered is not felt by the next",
     "um a quem não se pode responder não atrapalha o seguinte"},
    {"seventy clients that are refused are not felt",
     "setenta clientes recusados não atrapalham ninguém"},
    {"nor are seventy that cannot be told",
     "nem setenta a quem não se pode enviar o relatório"},
    {"thousands of long messages cost no more memory than one",
     "milhares de mensagens longas não custam mais memória que uma"},
    {"nor are seventy that end inside a message or a length",
     "nem setenta que acabam no meio de uma mensagem ou de um tamanho"},
    {"thousands of long lines cost no more memory than one",
     "milhares de linhas longas não custam mais memória que uma"},
    {"nor are seventy whose last line has no newline",
     "nem setenta cuja última linha não tem quebra"},
    {"one that does not read its echo is not felt by the next",
     "um que não lê o seu eco não atrapalha o seguinte"},
};
const size_t pt_02_count = sizeof pt_02 / sizeof *pt_02;
