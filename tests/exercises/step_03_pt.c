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
    {"the same port of another host is another sender",
     "a mesma porta de outra máquina é outro remetente"},
    {"to NUMBER TEXT the answer is NUMBER COUNT TEXT",
     "a NUMBER TEXT responde-se NUMBER COUNT TEXT"},
    {"the count is of all senders; the same number of another sender is "
     "another request",
     "a conta é de todos os remetentes; o mesmo número de outro remetente é "
     "outro pedido"},
    {"a copy was carried out again: first see whether the request has been "
     "there",
     "uma cópia foi executada outra vez: veja primeiro se o pedido já esteve "
     "ali"},
    {"the copies were answered from memory, but they were counted",
     "as cópias foram respondidas de memória, mas foram contadas"},
    {"a copy came late, after other requests, and was carried out again: the "
     "last 100 of all senders are wanted, no fewer of them, and copies take "
     "no place among them",
     "uma cópia veio tarde, depois de outros pedidos, e foi executada outra "
     "vez: é preciso lembrar os últimos 100 de todos os remetentes, nem um a "
     "menos, e cópias não ocupam lugar entre eles"},
    {"a number has nine digits at most: with ten it is not a request",
     "um número tem no máximo nove algarismos: com dez, não é um pedido"},
    {"a number may have nine digits", "um número pode ter nove algarismos"},
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
     "answer, be it another piece 0, and change nothing",
     "de quem é o arquivo, o pedaço 0 decidiu: os pedaços de um estranho, "
     "mesmo outro pedaço 0, ficam sem resposta e não mudam nada"},
    {"a stranger's piece that lay in the queue when piece 0 was read was "
     "taken: connect() keeps away only what comes after it, so compare the "
     "sender of each piece",
     "foi aceito o pedaço de um estranho que já estava na fila quando o "
     "pedaço 0 foi lido: connect() só afasta o que vem depois dele; por "
     "isso, compare o remetente de cada pedaço"},
    {"whose file it is is settled by the first piece 0, and not by a "
     "stranger's piece that came too early, or was none",
     "de quem é o arquivo, decide o primeiro pedaço 0, e não o pedaço de um "
     "estranho que chegou cedo demais, ou que nem era um pedaço"},
    {"the server takes one file: behind its end nobody begins another",
     "o servidor recebe um arquivo só: depois do fim ninguém começa outro"},
    {"the same port of another host is another sender: of an IPv6 address the "
     "host is in sin6_addr, 16 bytes that memcmp() compares",
     "a mesma porta de outra máquina é outro remetente: em um endereço IPv6 a "
     "máquina está em sin6_addr, 16 bytes que memcmp() compara"},
    {"and so it is on `::`", "e também em `::`"},
    {"there is no /dev/full here", "aqui não existe /dev/full"},
    {"an answer says that the piece is in the file, but the disk was full: see "
     "what fwrite() and fflush(), or write(), return",
     "uma resposta diz que o pedaço está no arquivo, mas o disco estava cheio: "
     "veja o que fwrite() e fflush(), ou write(), devolvem"},
    {"no answer", "nenhuma resposta"},
    {"what cannot be written is not answered",
     "o que não pode ser gravado não é respondido"},
    {"there is no such file, so nothing can be whole: that wants an exit "
     "status that is not 0",
     "esse arquivo não existe, e por isso nada pode estar inteiro: isso pede "
     "um status de saída que não seja 0"},
    {"so has one that finds no file", "um que não acha o arquivo também"},
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
    {"requests are carried out and counted",
     "pedidos são executados e contados"},
    {"what is not a request is not counted",
     "o que não é um pedido não é contado"},
    {"a copy is answered from memory", "uma cópia é respondida de memória"},
    {"late copies, too", "cópias atrasadas também"},
    {"a thousand requests are counted", "mil pedidos são contados"},
    {"a port is told by its number, also where it has a name in "
     "/etc/services: getnameinfo() needs NI_NUMERICSERV",
     "uma porta se diz pelo número, também quando ela tem nome em "
     "/etc/services: getnameinfo() precisa de NI_NUMERICSERV"},
    {"neither time nor junk ends memory",
     "nem o tempo nem o lixo apagam a memória"},
    {"the count may have any number of digits, and an answer needs room for "
     "all of them",
     "a contagem pode ter quantos algarismos for, e a resposta precisa de "
     "espaço para todos"},
    {"the last 100 answers are kept, however old they are",
     "as últimas 100 respostas ficam guardadas, por mais velhas que sejam"},
    {"what is not a request takes no place among the last 100 answers",
     "o que não é pedido não ocupa lugar entre as últimas 100 respostas"},
    {"the client sends each piece until it is answered",
     "o cliente manda cada pedaço até vir a resposta"},
    {"the server writes each piece once, and answers each copy",
     "o servidor grava cada pedaço uma vez, e responde a cada cópia"},
    {"the server takes only the piece that is due, from one sender",
     "o servidor só aceita o pedaço da vez, de um só remetente"},
    {"a file goes through a bad network", "um arquivo passa por uma rede ruim"},

    {"%s at the beginning", "%s no começo"},
    {"%s, and then the %zu bytes that were sent",
     "%s, e depois os %zu bytes que foram enviados"},
    {"::1 is not an IPv4 address in IPv6 clothes: those begin with ::ffff:, "
     "and IN6_IS_ADDR_V4MAPPED() knows them",
     "::1 não é um endereço IPv4 em roupa de IPv6: esses começam com ::ffff:, "
     "e IN6_IS_ADDR_V4MAPPED() os reconhece"},
    {"`server -w` tells each sender its address",
     "`server -w` diz a cada remetente o endereço dele"},
    {"a copy is answered with what its own sender was told",
     "uma cópia recebe a resposta que o seu próprio remetente recebeu"},
    {"a copy is answered, too, as the request was: it comes because the first "
     "answer may have been lost",
     "uma cópia também é respondida, como o pedido: ela vem porque a primeira "
     "resposta pode ter se perdido"},
    {"a mailbox of IPv6 shows an IPv4 sender as ::ffff:127.0.0.1: "
     "IN6_IS_ADDR_V4MAPPED() knows such an address, and the last four of its "
     "16 bytes are the sender's own",
     "um socket de IPv6 mostra um remetente de IPv4 como ::ffff:127.0.0.1: "
     "IN6_IS_ADDR_V4MAPPED() reconhece um endereço assim, e os últimos quatro "
     "dos 16 bytes são os do remetente"},
    {"a mailbox on :: takes IPv4 as well only if IPV6_V6ONLY is off: set it so "
     "before bind(), the default is not the same everywhere",
     "um socket em :: só atende também IPv4 com IPV6_V6ONLY desligado: "
     "desligue antes do bind(), pois o padrão não é igual em todo sistema"},
    {"a number is of one sender, a host and a port",
     "um número é de um remetente: um endereço e uma porta"},
    {"a number is whatever the sender makes it, in any order",
     "um número é o que o remetente quiser, em qualquer ordem"},
    {"a piece has a number, of four bytes: what is shorter is not a piece, and "
     "gets no answer",
     "um pedaço tem um número, de quatro bytes: o que é mais curto não é um "
     "pedaço, e fica sem resposta"},
    {"a piece has up to 1020 bytes behind its number: what is longer is not a "
     "piece, and gets no answer",
     "um pedaço tem até 1020 bytes depois do número: o que é mais longo não é "
     "um pedaço, e fica sem resposta"},
    {"a request may have 1024 bytes, and its answer has more: NUMBER COUNT "
     "TEXT needs room of its own",
     "um pedido pode ter 1024 bytes, e a resposta tem mais: NUMBER COUNT TEXT "
     "precisa de um lugar só seu"},
    {"an answer may be longer than 1024 bytes: in a place of 1024, its end "
     "runs into the next one",
     "uma resposta pode ter mais de 1024 bytes: em um lugar de 1024, o fim "
     "dela invade a seguinte"},
    {"a sender is a host and a port: the same port of another host is a "
     "stranger, whose pieces get no answer",
     "um remetente é um endereço e uma porta: a mesma porta de outra máquina é "
     "um estranho, cujos pedaços ficam sem resposta"},
    {"a sender on another host is told that one",
     "um remetente de outra máquina ouve o endereço dela"},
    {"one that has the server's own port gets no answer",
     "um que tem a própria porta do servidor fica sem resposta"},
    {"a text is bytes: one of them may be 0, where strlen() ends",
     "um texto são bytes: um deles pode ser 0, onde strlen() para"},
    {"a text may be any bytes, up to 1024 with its number",
     "um texto pode ser de quaisquer bytes, até 1024 com o número"},
    {"a text may be empty: then the blank is the last byte of the request, and "
     "of its answer",
     "um texto pode ser vazio: então o espaço é o último byte do pedido, e da "
     "resposta"},
    {"a text that begins with a blank begins with a blank",
     "um texto que começa com um espaço começa com um espaço"},
    {"an address of IPv6 that is no IPv4 address in IPv6 clothes stays as it "
     "is",
     "um endereço IPv6 que não é um IPv4 em roupa de IPv6 fica como está"},
    {"an empty datagram is answered, too: with the address and the blank",
     "um datagrama vazio também é respondido: com o endereço e o espaço"},
    {"behind the digits stands a blank, and no other byte: without it it is "
     "not a request, and gets no answer, and does not count",
     "depois dos algarismos vem um espaço, e nenhum outro byte: sem ele não é "
     "um "
     "pedido, não tem resposta e não conta"},
    {"behind the end only copies are answered: nothing more is due",
     "depois do fim só se responde a cópias: não é a vez de mais nada"},
    {"both families come in any order, and each datagram's sender is its own",
     "as duas famílias vêm em qualquer ordem, e cada datagrama tem o seu "
     "remetente"},
    {"on `::` it tells both families theirs",
     "em `::`, diz às duas famílias o delas"},
    {"peer %d was told its address, and what it had sent",
     "lado %d: recebeu o próprio endereço e o que tinha enviado"},
    {"that is the server's own port: the sender's address is what recvfrom() "
     "or recvmsg() fills in",
     "essa é a porta do próprio servidor: o endereço do remetente é o que "
     "recvfrom() ou recvmsg() preenche"},
    {"that was an answer to another piece than the one under way: compare the "
     "numbers",
     "essa era a resposta a outro pedaço, e não ao que está em andamento: "
     "compare os números"},
    {"the answer begins with the address that this datagram came from, an IPv6 "
     "address in brackets, and a blank",
     "a resposta começa com o endereço de onde veio este datagrama, um IPv6 "
     "entre colchetes, e um espaço"},
    {"the client has given up: it sends a piece until it is answered, for five "
     "seconds at least",
     "o cliente desistiu: ele manda um pedaço até vir a resposta, por cinco "
     "segundos pelo menos"},
    {"the end can be lost as well: it is sent until it is answered",
     "o fim também pode se perder: ele é enviado até vir a resposta"},
    {"the port is right, but the host is not: not every sender is on the "
     "same host, and recvfrom() or recvmsg() fills in which, for each "
     "datagram anew: what was kept of the last one is another's",
     "a porta está certa, mas o endereço não: nem todo remetente está na "
     "mesma máquina, e recvfrom() ou recvmsg() preenche qual é, de novo para "
     "cada datagrama: o que ficou guardado do último é de outro"},
    {"no answer to the one on the server's port",
     "nenhuma resposta a quem está na porta do servidor"},
    {"a sender that has the server's own port gets no answer, at whichever "
     "address of this machine it is: two that answer each other never end",
     "um remetente que tem a própria porta do servidor fica sem resposta, "
     "esteja em que endereço desta máquina estiver: dois que respondem um ao "
     "outro nunca acabam"},
    {"the same port of another host is a stranger",
     "a mesma porta de outra máquina é um estranho"},
    {"the server answers to where each datagram came from",
     "o servidor responde para o endereço de onde cada datagrama veio"},
    {"the server takes an empty file", "o servidor aceita um arquivo vazio"},
    {"the server takes only what is a piece",
     "o servidor só aceita o que é um pedaço"},
    {"what lay in the queue before is a stranger's, too",
     "o que já estava na fila também é de um estranho"},
    {"what has come follows behind the blank, byte for byte: one of them may "
     "be 0, where strlen() ends",
     "o que veio segue depois do espaço, byte a byte: um deles pode ser 0, "
     "onde strlen() para"},
    {"what is larger than 1024 bytes is not a request, and not counted",
     "o que tem mais de 1024 bytes não é um pedido, e não conta"},
    {"what is not NUMBER TEXT gets no answer, and does not count: a request "
     "begins with a digit",
     "o que não é NUMBER TEXT fica sem resposta, e não conta: um pedido começa "
     "com um algarismo"},
    {"what is too large gets no answer, here as without the option",
     "o que é grande demais fica sem resposta, aqui como sem a opção"},
    {"what the file had in it before does not stay",
     "o que o arquivo tinha antes não fica"},
    {"with the address before it, the echo of 1024 bytes needs more room than "
     "1024 bytes",
     "com o endereço na frente, o eco de 1024 bytes precisa de mais de 1024 "
     "bytes"},

    {"a piece is its number, and behind it 1020 bytes of the file, whatever "
     "they are: fread() takes so many, fgets() and strlen() do not",
     "um pedaço é o número dele e, depois, 1020 bytes do arquivo, sejam quais "
     "forem: fread() lê tantos, fgets() e strlen() não"},

    {"a number has four bytes, in network order (ntohl): it goes on behind 255",
     "um número tem quatro bytes, na ordem da rede (ntohl): ele continua "
     "depois de 255"},
    {"a number has four bytes, in network order (htonl): it goes on behind 255",
     "um número tem quatro bytes, na ordem da rede (htonl): ele continua "
     "depois de 255"},
    {"the client sends more than 256 pieces",
     "o cliente manda mais de 256 pedaços"},
    {"the server takes more than 256 pieces",
     "o servidor aceita mais de 256 pedaços"},

    {"an answer has four bytes: what is shorter or longer is not an answer, "
     "and an empty datagram is not the end of anything",
     "uma resposta tem quatro bytes: o que é mais curto ou mais longo não é "
     "uma, e um datagrama vazio não é o fim de nada"},

    {"the answer is longer than what was sent: its length follows from the one "
     "that recvmsg() has returned, and not from strlen() of an array in which "
     "something else may have been before",
     "a resposta é mais longa que o enviado: o tamanho dela sai do que "
     "recvmsg() devolveu, e não de strlen() de um vetor em que antes pode ter "
     "havido outra coisa"},
    {"a datagram is not a line: a newline at its end is one of its bytes, and "
     "comes back with them",
     "um datagrama não é uma linha: uma quebra no fim é um dos bytes dele, e "
     "volta com eles"},
    {"a number is whatever the sender makes it: one that is lower than the "
     "last is a new request, too, if it has not been there",
     "um número é o que o remetente quiser: um menor que o último também é um "
     "pedido novo, se ainda não esteve ali"},
    {"where there is no more room one answer is forgotten, the oldest, and the "
     "99 after it are not",
     "onde não há mais espaço esquece-se uma resposta, a mais antiga, e não as "
     "99 depois dela"},
    {"there were more than 100 requests, and the copy of a new one was carried "
     "out: where the array is full, the oldest answer makes room for the "
     "newest",
     "houve mais de 100 pedidos, e a cópia de um novo foi executada: onde o "
     "vetor está cheio, a resposta mais antiga dá lugar à mais nova"},
    {"the requests are counted in a number of one byte: it ends at 255, and "
     "then begins anew",
     "os pedidos são contados em um número de um byte: ele acaba em 255 e "
     "então recomeça"},
    {"the client may give up when no answer has come for five seconds: with "
     "each answer they begin anew",
     "o cliente pode desistir quando ficou cinco segundos sem resposta: a cada "
     "resposta eles recomeçam"},
    {"a number may be 0, which atoi() also returns for what is not a number",
     "um número pode ser 0, que atoi() também devolve para o que não é um "
     "número"},
    {"the client to go on", "que o cliente continuasse"},
    {"the client to go on for five seconds",
     "que o cliente continuasse por cinco segundos"},
    {"the client gave up, and its exit status says that the file is whole, "
     "which nobody has answered: to give up is to fail",
     "o cliente desistiu, e o status de saída diz que o arquivo está inteiro, "
     "o que ninguém respondeu: desistir é falhar"},
    {"the client goes on as long as answers come",
     "o cliente continua enquanto vêm respostas"},
    {"a client that gives up has failed", "um cliente que desiste falhou"},

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
     "o datagrama era maior que o espaço, e o começo dele foi tratado como se "
     "fosse o todo: "
     "recvmsg() põe então MSG_TRUNC em msg_flags, ou recvfrom() enche um byte "
     "a mais do que você permite"},
    {"all 2000 bytes; or none of them, and a message that it was too large",
     "todos os 2000 bytes; ou nenhum, e um aviso de que era grande demais"},
    {"%zu bytes of them", "%zu bytes deles"},
    {"report a datagram that was too large, for example on stderr",
     "avise que um datagrama era grande demais, por exemplo em stderr"},
    {"a message that the datagram was too large",
     "um aviso de que o datagrama era grande demais"},
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
     "a resposta era maior que o espaço, e o começo dela foi tratado como se "
     "fosse o todo"},
    {"all 2000 bytes, or a message on stderr that they were cut",
     "todos os 2000 bytes, ou um aviso em stderr de que foram cortados"},
    {"a part of them, and %s", "uma parte deles, e %s"},
    {"the server answers the one that asked, and an empty datagram, too",
     "o servidor responde a quem perguntou, e também a um datagrama vazio"},
    {"of 2000 bytes the server sends all back, or none and says so",
     "de 2000 bytes o servidor devolve todos, ou nenhum e avisa"},
    {"an answer that cannot be sent does not end the server",
     "uma resposta que não pode ser enviada não encerra o servidor"},
    {"the client says so when nobody is there",
     "o cliente avisa quando não há ninguém"},
    {"the client does not take a stranger's datagram for the answer",
     "o cliente não toma o datagrama de um estranho pela resposta"},
    {"of an answer of 2000 bytes the client shows all, or says so",
     "de uma resposta de 2000 bytes o cliente mostra todos, ou avisa"},
    {"the same port of another host is another sender: the address of each "
     "datagram is the one that came with it",
     "a mesma porta de outra máquina é outro remetente: o endereço de cada "
     "datagrama é o que veio com ele"},
    {"an address may be as long as 255.255.255.255:65535, and 1024 bytes go "
     "behind it: both need room",
     "um endereço pode ser comprido como 255.255.255.255:65535, e depois dele "
     "vão 1024 bytes: os dois precisam de lugar"},
    {"the four numbers of an address have no sign: in a char, 255 may be -1",
     "os quatro números de um endereço não têm sinal: em um char, 255 pode ser "
     "-1"},
    {"a number may be 0, and its copies are answered from memory as well: 0 is "
     "not a mark for a place that is free",
     "um número pode ser 0, e as cópias dele também são respondidas de "
     "memória: 0 não é a marca de um lugar vazio"},
    {"what is not the answer to the piece under way is ignored, however often "
     "it comes: it is time that makes the client give up, and not the number "
     "of tries",
     "o que não é a resposta ao pedaço em andamento é ignorado, venha quantas "
     "vezes vier: o que faz o cliente desistir é o tempo, e não o número de "
     "tentativas"},
    {"a directory can be opened, but not read: fread() returns 0 there as at "
     "the end of a file, and ferror() tells the two apart",
     "um diretório pode ser aberto, mas não lido: ali fread() devolve 0 como "
     "no fim de um arquivo, e é ferror() que distingue os dois"},
    {"reading may also fail in what is not a directory: whatever ferror() "
     "tells "
     "of, or a read() that returns -1",
     "a leitura também pode falhar no que não é um diretório: vale tudo o que "
     "ferror() acusa, ou um read() que devolve -1"},
    {"a number has four bytes, and each of them counts: 65536 is not 0, and "
     "its turn is not yet. And it has no sign: in an int, 0x80000000 is less "
     "than 0",
     "um número tem quatro bytes, e cada um deles conta: 65536 não é 0, e a "
     "vez dele ainda não chegou. E ele não tem sinal: em um int, 0x80000000 "
     "é menor que 0"},
    {"let the server's file have %d bytes and no more",
     "deixou o arquivo do servidor ter %d bytes e não mais"},
    {"let it have any size again",
     "deixou que ele tenha qualquer tamanho de novo"},
    {"a part of the piece is in the file twice: it was written before the disk "
     "was full, and the copy goes to the same place (fseek(), pwrite()), not "
     "behind it; or the server answers no more",
     "uma parte do pedaço está duas vezes no arquivo: ela foi gravada antes de "
     "o disco encher, e a cópia vai para o mesmo lugar (fseek(), pwrite()), e "
     "não para depois dela; ou o servidor não responde mais"},
    {"what is written later is written once",
     "o que é gravado mais tarde é gravado uma vez só"},
    {"a file may be empty: then piece 0 is the end, and the file is there all "
     "the same, without what it had in it before",
     "um arquivo pode ser vazio: então o pedaço 0 é o fim, e o arquivo existe "
     "mesmo assim, sem o que havia antes nele"},
    {"%s cannot send to 127.0.0.1 here: %s",
     "aqui %s não consegue enviar a 127.0.0.1: %s"},
};
const size_t pt_03_count = sizeof pt_03 / sizeof *pt_03;
