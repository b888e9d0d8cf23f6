/* step_03_pt.c - what step_03.c and bare_03.c say, in Portuguese. */
#include "exercises.h"

const struct wording pt_03[] = {
    {"recv() returned 0: an empty datagram, not the end of anything",
     "recv() devolveu 0: um datagrama vazio, e não o fim de alguma coisa"},
    {"it was larger than the buffer, and its first part was taken for all of "
     "it: see MSG_TRUNC",
     "ele era maior que o buffer, e a primeira parte foi tratada como o todo: "
     "veja MSG_TRUNC"},
    {"the answer goes to the sender that came with the datagram",
     "a resposta vai para o remetente que veio com o datagrama"},
    {"a line is a datagram, without its newline",
     "uma linha é um datagrama, sem a quebra de linha"},
    {"what the server sent belongs on stdout, a line each; what a stranger "
     "sends does not",
     "em stdout fica o que o servidor mandou, uma linha para cada datagrama; o "
     "que um estranho manda, não"},
    {"only a connected UDP socket is told that nobody listens",
     "só um socket UDP conectado fica sabendo que ninguém escuta"},
    {"before the echo belong its number, from 1 on, and a blank",
     "antes do eco vêm o número dele, a partir de 1, e um espaço"},
    {"an empty datagram counts, too: its answer is the number and the blank",
     "um datagrama vazio também conta: a resposta é o número e o espaço"},
    {"with its number before it, the echo of 1024 bytes needs more room than "
     "1024 bytes",
     "com o número na frente, o eco de 1024 bytes precisa de mais de 1024 "
     "bytes"},
    {"what is too large is not answered, and so has no number",
     "o que é grande demais fica sem resposta e, portanto, sem número"},
    {"two sockets of one host are two senders: an address is a host and a port",
     "dois sockets de uma máquina são dois remetentes: um endereço é uma "
     "máquina e uma porta"},
    {"a sender that comes again after others goes on where it was",
     "um remetente que volta depois de outros continua de onde estava"},
    {"opened UDP port %d of 127.0.0.2 as peer %d",
     "abriu a porta UDP %d de 127.0.0.2: lado %d"},
    {"the same port of another host is another sender",
     "a mesma porta de outra máquina é outro remetente"},
    {"its table has no room for 200 senders",
     "a tabela dele não tem lugar para 200 remetentes"},
    {"to NUMBER TEXT the answer is NUMBER COUNT TEXT",
     "a NUMBER TEXT responde-se NUMBER COUNT TEXT"},
    {"the count is of all senders; the same number of another sender is "
     "another request",
     "a conta é de todos os remetentes; o mesmo número de outro remetente é "
     "outro pedido"},
    {"what is not NUMBER TEXT gets no answer, and does not count",
     "o que não é NUMBER TEXT fica sem resposta, e não conta"},
    {"a copy was carried out again: first see whether the request has been "
     "there",
     "uma cópia foi executada outra vez: veja primeiro se o pedido já esteve "
     "ali"},
    {"the copies were answered from memory, but they were counted",
     "as cópias foram respondidas de memória, mas foram contadas"},
    {"a copy came late, after other requests, and was carried out again: to "
     "remember each sender's last request is not enough, the last 100 of all "
     "senders are wanted",
     "uma cópia veio tarde, depois de outros pedidos, e foi executada outra "
     "vez: não basta lembrar o último pedido de cada remetente, é preciso "
     "lembrar os últimos 100 de todos"},
    {"a number has nine digits at most: with ten it is not a request",
     "um número tem no máximo nove dígitos: com dez, não é um pedido"},
    {"a number may have nine digits", "um número pode ter nove dígitos"},
    {"it is the number that makes a request the same one, whatever its text: "
     "the first answer is sent again",
     "é o número que faz de um pedido o mesmo, seja qual for o texto: a "
     "primeira resposta é enviada outra vez"},
    {"the same text with another number is another request",
     "o mesmo texto com outro número é outro pedido"},
    {"piece %u", "o pedaço %u"},
    {"%zu bytes: no number", "%zu bytes: nenhum número"},
    {"%s, of %zu bytes", "%s, de %zu bytes"},
    {"%zu bytes", "%zu bytes"},
    {"its number, and other bytes than the file's",
     "o número dele, mas outros bytes que os do arquivo"},
    {"peer %d received piece %u", "lado %d: recebeu o pedaço %u"},
    {"a lost datagram is nobody's affair but the program's: if the answer does "
     "not come in time, send the piece again",
     "um datagrama perdido é assunto só do programa: se a resposta não vem a "
     "tempo, mande o pedaço outra vez"},
    {"the answer to piece 0 came twice, and was taken for the answer to piece "
     "1: compare the numbers",
     "a resposta ao pedaço 0 veio duas vezes, e a cópia foi confundida com a "
     "resposta ao pedaço 1: compare os números"},
    {"when a piece is answered, the next one follows, with the next number in "
     "network order: see htonl()",
     "respondido um pedaço, vem o próximo, com o próximo número na ordem da "
     "rede: veja htonl()"},
    {"the last piece has what is left of the file, and no more",
     "o último pedaço tem o que resta do arquivo, e nada mais"},
    {"the end is a piece without bytes, which is answered, too",
     "o fim é um pedaço sem bytes, que também é respondido"},
    {"the answer %u, of four bytes", "a resposta %u, de quatro bytes"},
    {"peer %d received the answer %u", "lado %d: recebeu a resposta %u"},
    {"a file of %zu bytes", "um arquivo de %zu bytes"},
    {"the file to be the same byte for byte",
     "que o arquivo fosse igual, byte a byte"},
    {"other bytes in piece %zu", "outros bytes no pedaço %zu"},
    {"a piece that is not answered is sent again after 200 ms or sooner, each "
     "time: see how long recv() waits (tv_usec has millionths of a second)",
     "um pedaço sem resposta é enviado de novo depois de 200 ms, ou antes, e a "
     "cada vez: veja quanto recv() espera (tv_usec conta milionésimos de "
     "segundo)"},
    {"piece 0 again, after %d ms", "o pedaço 0 de novo, depois de %d ms"},
    {"the client sends a piece again every 200 ms, or sooner",
     "o cliente envia um pedaço de novo a cada 200 ms, ou antes"},
    {"each piece is answered with its number",
     "cada pedaço é respondido com o número dele"},
    {"an answer may be lost: each copy of a piece is answered, too",
     "uma resposta pode se perder: cada cópia de um pedaço também é "
     "respondida"},
    {"a copy of a piece was answered, as it should be, but written again, too",
     "uma cópia de um pedaço foi respondida, como deve ser, mas também gravada "
     "outra vez"},
    {"whose file it is was settled by piece 0: a stranger's pieces get no "
     "answer",
     "de quem é o arquivo, o pedaço 0 decidiu: os pedaços de um estranho ficam "
     "sem resposta"},
    {"a piece whose turn it is not yet gets no answer: the one before it would "
     "be missing",
     "um pedaço cuja vez ainda não chegou fica sem resposta: faltaria o "
     "anterior"},
    {"no answer to the stranger", "nenhuma resposta ao estranho"},
    {"one", "uma"},
    {"a piece was written that was a stranger's, or whose turn it was not",
     "foi gravado um pedaço de um estranho, ou fora da vez"},
    {"what is lost must be sent again, be it a piece or its answer; what comes "
     "again or late must be known by its number",
     "o que se perde tem de ser mandado outra vez, seja um pedaço ou a "
     "resposta; o que vem de novo ou atrasado se reconhece pelo número"},
    {"what has been answered is to be in the file, and not in a buffer of "
     "stdio: see setvbuf(), fflush()",
     "o que foi respondido deve estar no arquivo, e não em um buffer da stdio: "
     "veja setvbuf(), fflush()"},
    {"the server echoes what comes, up to 1024 bytes",
     "o servidor devolve o que vem, até 1024 bytes"},
    {"the server answers the one that asked",
     "o servidor responde a quem perguntou"},
    {"the client sends a datagram a line, and ignores strangers",
     "o cliente manda um datagrama por linha, e ignora estranhos"},
    {"the client hears that nobody listens",
     "o cliente fica sabendo que ninguém escuta"},
    {"each echo has its number before it",
     "cada eco tem o seu número na frente"},
    {"each sender is counted by itself",
     "cada remetente é contado em separado"},
    {"200 senders are remembered", "200 remetentes são lembrados"},
    {"requests are carried out and counted",
     "pedidos são executados e contados"},
    {"what is not a request is not counted",
     "o que não é um pedido não é contado"},
    {"a copy is answered from memory", "uma cópia é respondida de memória"},
    {"late copies, too", "cópias atrasadas também"},
    {"the client sends each piece until it is answered",
     "o cliente manda cada pedaço até vir a resposta"},
    {"the server writes each piece once, and answers each copy",
     "o servidor grava cada pedaço uma vez, e responde a cada cópia"},
    {"the server takes only the piece that is due, from one sender",
     "o servidor só aceita o pedaço da vez, de um só remetente"},
    {"a file goes through a bad network", "um arquivo passa por uma rede ruim"},

    /* bare_03.c */
    {"the server waits on the port that it is given, and sin_port is "
     "htons(port): its bytes are in network order",
     "o servidor espera na porta que recebe, e sin_port é htons(port): os "
     "bytes ficam na ordem da rede"},
    {"recvfrom() returned 0: an empty datagram, not the end of anything",
     "recvfrom() devolveu 0: um datagrama vazio, e não o fim de alguma coisa"},
    {"the datagram was larger than its room, and its beginning was taken for "
     "all of it: recvmsg() has MSG_TRUNC in msg_flags then, or recvfrom() "
     "fills one byte more than you allow",
     "o datagrama era maior que o espaço, e o começo dele passou por tudo: "
     "recvmsg() põe então MSG_TRUNC em msg_flags, ou recvfrom() enche um byte "
     "a mais do que você permite"},
    {"all of the 2000 bytes, or nothing of them",
     "todos os 2000 bytes, ou nenhum"},
    {"%zu bytes of them", "%zu bytes deles"},
    {"report a datagram that was too large, for example on stderr",
     "avise que um datagrama era grande demais, por exemplo em stderr"},
    {"a word of it", "um aviso"},
    {"made the server's first sendto() fail",
     "fez falhar o primeiro sendto() do servidor"},
    {"one answer could not be sent, and the program ended: that is for stderr, "
     "and the next one is answered",
     "uma resposta não pôde ser enviada, e o programa terminou: isso vai para "
     "stderr, e o próximo é respondido"},
    {"the client sends to the port that it is given, and sin_port is "
     "htons(port)",
     "o cliente envia para a porta que recebe, e sin_port é htons(port)"},
    {"the client's datagram came", "o datagrama do cliente chegou"},
    {"the kernel reports that nobody is there (ECONNREFUSED), but only on a "
     "socket that connect() has been used on",
     "o kernel avisa que não há ninguém (ECONNREFUSED), mas só em um socket em "
     "que se usou connect()"},
    {"anybody who knows the client's port can send to it: connect() on the "
     "socket lets only the server's datagrams in, or you compare the sender "
     "that recvfrom() tells",
     "qualquer um que saiba a porta do cliente pode enviar para ela: connect() "
     "no socket só deixa entrar os datagramas do servidor, ou você compara o "
     "remetente que recvfrom() informa"},
    {"the server's answer alone", "só a resposta do servidor"},
    {"\"trust me\" from a stranger", "\"trust me\", de um estranho"},
    {"the answer was larger than its room, and its beginning was taken for all "
     "of it",
     "a resposta era maior que o espaço, e o começo dela passou por tudo"},
    {"all of the 2000 bytes, or a word on stderr that they were cut",
     "todos os 2000 bytes, ou um aviso em stderr de que foram cortados"},
    {"a part of them, and %s", "uma parte deles, e %s"},
    {"the server answers the one that asked, and an empty datagram, too",
     "o servidor responde a quem perguntou, e também a um datagrama vazio"},
    {"the server does not take a part of a datagram for all of it",
     "o servidor não toma parte de um datagrama por ele inteiro"},
    {"an answer that cannot be sent does not end the server",
     "uma resposta que não pode ser enviada não encerra o servidor"},
    {"the client says so when nobody is there",
     "o cliente avisa quando não há ninguém"},
    {"the client does not take a stranger's datagram for the answer",
     "o cliente não toma o datagrama de um estranho pela resposta"},
    {"the client does not take a part of the answer for all of it",
     "o cliente não toma parte da resposta por ela inteira"},
};
const size_t pt_03_count = sizeof pt_03 / sizeof *pt_03;
