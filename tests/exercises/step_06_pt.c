/* step_06_pt.c - what step_06.c and bare_06.c say, in Portuguese. */
#include "exercises.h"

const struct wording pt_06[] = {
    {"peer %d\n", "peer %d\n"},
    {"nothing more in time after %s", "nada mais a tempo depois de %s"},
    {"a line over 4095 bytes: %s", "uma linha de mais de 4095 bytes: %s"},
    {"the end of the stream after %s", "o fim do fluxo depois de %s"},
    {"a peer received %s", "uma conexão recebeu %s"},
    {"Olá, sou %d\n", "Olá, sou %d\n"},
    {"a line is to be relayed when its newline has come: what one recv() "
     "brought may be half of it, or several, and an empty one is none",
     "uma linha se repassa quando chegou a quebra dela: o que um recv() trouxe "
     "pode ser meia linha, ou várias, e uma vazia não é nenhuma"},
    {"what is not a line is not relayed; the lines before it are",
     "o que não é uma linha não se repassa; as linhas antes, sim"},
    {"line %d\n", "line %d\n"},
    {"one who does not read must not hold up the others forever: nobody may "
     "wait for him in send(), least of all with the lock",
     "quem não lê não pode segurar os outros para sempre: ninguém pode esperar "
     "por ele em send(), e muito menos com a trava"},
    {"/nick %s\n", "/nick %s\n"},
    {"/nick ana%d\n", "/nick ana%d\n"},
    {"* you are %s\n", "* you are %s\n"},
    {"\"%s\", or \"%s\"", "\"%s\", ou \"%s\""},
    {"what begins with /nick is for the server: it is answered, and not "
     "relayed",
     "o que começa com /nick é para o servidor: tem resposta, e não é "
     "repassado"},
    {"to look whether the name is free and to take it is one act, under one "
     "lock",
     "olhar se o nome está livre e tomá-lo são um ato só, sob uma só trava"},
    {"one who is ana", "um que seja ana"},
    {"two", "dois"},
    {"an answer goes to the one who asked alone",
     "uma resposta vai só a quem pediu"},
    {"a member that leaves gives its name back", "quem sai devolve o nome"},
    {"only a name that somebody else has is taken: there are as many as there "
     "are members",
     "só está tomado um nome que outro membro tem: há tantos nomes quantos "
     "membros"},
    {"a member that takes another name gives the first one back, however often",
     "um membro que toma outro nome devolve o primeiro, não importa quantas "
     "vezes"},
    {"lines and commands are taken in the order in which they came",
     "linhas e comandos são atendidos na ordem em que vieram"},
    {"lines and commands are taken in the order in which they came. If the "
     "speaker's thread sends the line for her alone, that one lands in the "
     "middle of another, or before it",
     "linhas e comandos são atendidos na ordem em que vieram. Se é a thread de "
     "quem fala que envia a linha só para ele, esta cai no meio de outra, ou "
     "antes dela"},
    {"a name is another if it differs in anything, as in its length",
     "um nome é outro se difere em qualquer coisa, como no tamanho"},
    {"to ask for the name that one has changes nothing; to take another gives "
     "the first one back",
     "pedir o nome que já se tem não muda nada; tomar outro devolve o "
     "primeiro"},
    {"a name has 1 to 32 bytes, and no blank",
     "um nome tem de 1 a 32 bytes, e nenhum espaço"},
    {"a member that leaves gives its name back, also by a reset",
     "quem sai devolve o nome, também quando a conexão é derrubada"},
    {"peer 3 has read nothing so far", "a conexão 3 não leu nada até aqui"},
    {"this exercise stands on a: first /nick has to give a name",
     "este exercício se apoia no a: primeiro o /nick tem de dar um nome"},
    {"still here", "still here"},
    {"and for all", "and for all"},
    {"* nobody is called carla", "* nobody is called carla"},
    {"nothing within two seconds", "nada em dois segundos"},
    {"one thread sends a member its lines, and another one the answer: that "
     "one waits as long as the member does not read, or lands in the middle of "
     "a line. Let the answer go through the log",
     "uma thread envia ao membro as linhas, e outra a resposta: esta espera "
     "enquanto o membro não lê, ou cai no meio de uma linha. Deixe a resposta "
     "passar pelo log"},
    {"if fewer lines were said, a newcomer gets those",
     "se foram ditas menos linhas, quem chega recebe essas"},
    {"a newcomer begins with the tenth line from the end",
     "quem chega começa pela décima linha a partir do fim"},
    {"after the old lines come the new ones",
     "depois das linhas antigas vêm as novas"},
    {"what was said is kept, though who said it has left",
     "o que foi dito fica, embora quem disse tenha saído"},
    {"it is lines that are counted: one recv() may bring many, or a part of "
     "one",
     "o que se conta são linhas: um recv() pode trazer muitas, ou parte de "
     "uma"},
    {"a number, and then each one more",
     "um número, e depois um a mais a cada linha"},
    {"ten old lines at least, from %d on",
     "pelo menos dez linhas antigas, a partir da %d"},
    {"a line that is said while a newcomer is taken in is among the old lines "
     "or among the new ones, and neither in both nor in none: to copy the old "
     "lines, or to look where they begin, and to take the newcomer in is one "
     "act, under one lock; and what it is to get is kept until it has been "
     "sent, whatever is said meanwhile",
     "uma linha dita enquanto alguém está entrando fica entre as antigas ou "
     "entre as novas, e não nas duas nem em nenhuma: copiar as linhas antigas, "
     "ou olhar onde elas começam, e deixar entrar quem chega são um ato só, "
     "sob uma só trava; e o que é para quem chega se guarda até ser enviado, "
     "digam o que disserem nesse meio-tempo"},
    {"the first of the old lines", "a primeira das linhas antigas"},
    {"a newcomer may read nothing for a while: nobody may wait for him in "
     "send(), least of all with the lock, so the old lines go as the new ones "
     "do",
     "quem chega pode passar um tempo sem ler: ninguém pode esperar por ele em "
     "send(), e muito menos com a trava; as linhas antigas vão como vão as "
     "novas"},
    {"a send() that does not wait takes a part of the old lines: the newcomer "
     "gets the rest later, when there is room",
     "um send() que não espera aceita só uma parte das linhas antigas: quem "
     "chega recebe o resto depois, quando houver espaço"},
    {"I am another", "I am another"},
    {"nothing in time", "nada a tempo"},
    {"whole", "whole"},
    {"the member that has the name when the line is said gets it, however long "
     "it waits: keep the number of the member with the line, and not the name",
     "o membro que tem o nome quando a linha é dita a recebe, por mais que ela "
     "espere: guarde com a linha o número do membro, e não o nome"},
    {"a line that is said meanwhile falls on one side",
     "uma linha dita nesse meio-tempo cai de um dos lados"},
    {"a newcomer that does not read holds nobody up",
     "quem chega e não lê não segura ninguém"},
    {"it goes to the member, whatever becomes of the name",
     "vai ao membro, seja de quem for o nome depois"},
    {"/msg %s %s\n", "/msg %s %s\n"},
    {"what begins with /msg is for the server, as with /nick: who has no name "
     "yet is told so",
     "o que começa com /msg é para o servidor, como em /nick: quem ainda não "
     "tem nome é avisado"},
    {"the text is all that follows the blank after the name, as it is",
     "o texto é tudo o que vem depois do espaço que segue o nome, como está"},
    {"a send() of the speaker's own thread may be cut short or broken off: "
     "what "
     "goes through the log is sent to its end",
     "um send() da própria thread de quem fala pode ser cortado ou "
     "interrompido: o que passa pelo log é enviado até o fim"},
    {"one may send oneself a note",
     "cada um pode mandar um bilhete a si mesmo"},
    {"the third has nothing to hear of all that",
     "o terceiro nada tem a ouvir disso tudo"},
    {"a name belongs to who has it now", "um nome é de quem o tem agora"},
    {"the line that bruno gets has 4095 bytes at most: \"* ana to you: \" is "
     "part of it, and longer than \"/msg bruno \"",
     "a linha que bruno recebe tem no máximo 4095 bytes: \"* ana to you: \" "
     "faz parte dela, e é mais longo que \"/msg bruno \""},
    {"* ana to you: %.*s\n", "* ana to you: %.*s\n"},
    {"what is sent in one go may begin with a line for the member, and hold "
     "one for another: ask of each line whom it is for",
     "o que se envia de uma vez pode começar com uma linha para o membro, e "
     "conter uma para outro: a quem se destina é preciso perguntar a cada "
     "linha"},
    {"a line goes to all the others", "uma linha vai a todos os outros"},
    {"lines stay whole, however they were cut",
     "as linhas continuam inteiras, cortadas onde for"},
    {"half a line and one too long harm nobody",
     "meia linha, ou uma longa demais, não prejudica ninguém"},
    {"a member that does not read holds nobody up",
     "quem não lê não segura ninguém"},
    {"the client talks and listens", "o cliente fala e escuta"},
    {"of twenty who claim a name at once, one gets it",
     "de vinte que pedem um nome ao mesmo tempo, um o consegue"},
    {"names are told apart, as in a", "os nomes se distinguem, como em a"},
    {"names are told apart, and given back",
     "os nomes se distinguem, e são devolvidos"},
    {"an answer is a line among the others",
     "uma resposta é uma linha entre as outras"},
    {"a newcomer gets the last ten lines",
     "quem chega recebe as últimas dez linhas"},
    {"lines are counted, and not what one call brought",
     "contam-se linhas, e não o que uma chamada trouxe"},
    {"nothing is missing or comes twice where old and new meet",
     "nada falta nem vem duas vezes onde o antigo e o novo se encontram"},
    {"only the one who is named hears", "só ouve quem foi nomeado"},
    {"a member that has left is nobody", "quem saiu não é ninguém"},
    {"what is said fits in a line", "o que se conta cabe em uma linha"},
    {"nothing leaks, even where much is waiting",
     "nada vaza, mesmo onde muito está à espera"},

    {"a name that is not to be had costs nobody the one he has",
     "um nome que não se consegue não custa a ninguém o que já tem"},
    {"what is not a valid name costs nobody the one he has, either",
     "um nome que não é válido também não custa a ninguém o que já tem"},
    {"a name that is not to be had costs nobody the one he has, not even for a "
     "moment: give the old one back when the new one is taken, under the same "
     "lock",
     "um nome que não se consegue não custa a ninguém o que já tem, nem por um "
     "instante: devolva o antigo quando o novo for tomado, sob a mesma trava"},
    {"a member that has ended its sending has left, and given its name back, "
     "even while lines are waiting for it",
     "um membro que encerrou o envio saiu e devolveu o nome, mesmo com linhas "
     "à espera dele"},
    {"each command has its answer: none is lost, however many are waiting, and "
     "even if the member has ended its sending",
     "cada comando tem a sua resposta: nenhuma se perde, por mais que estejam "
     "à espera, e mesmo que o membro tenha encerrado o envio"},
    {"%sstill here\n", "%sstill here\n"},
    {"there are as many names as members", "há tantos nomes quantos membros"},
    {"a name has no blanks and no control characters: from 0 to 31, and 127",
     "um nome não tem espaços nem caracteres de controle: de 0 a 31, e 127"},
    {"a zero byte is a control character, too: a name ends where its line ends",
     "um byte zero também é um caractere de controle: um nome acaba onde acaba "
     "a linha"},
    {"only /nick and a blank after it make a command: another line is relayed "
     "as it is",
     "só /nick com um espaço depois é um comando: outra linha é repassada como "
     "está"},
    {"an answer", "uma resposta"},
    {"two threads looked before either took the name: to look whether it is "
     "free "
     "and to take it is one act, under one lock that is held all the time",
     "duas threads olharam antes que uma delas tomasse o nome: olhar se está "
     "livre e tomá-lo é um ato só, com uma trava que não se devolve no meio"},
    {"with -l 100 it is the last hundred lines that a newcomer gets",
     "com -l 100, quem chega recebe as últimas cem linhas"},
    {"a line has up to 4095 bytes, and none may be cut",
     "uma linha tem até 4095 bytes, e nenhuma pode ser cortada"},
    {"what was said is kept, though the room is empty",
     "o que foi dito se guarda, mesmo com a sala vazia"},
    {"without -l, or with -l 0, a newcomer gets only what is new",
     "sem -l, ou com -l 0, quem chega recebe só o que é novo"},
    {"only what was said to all is kept, byte by byte: no empty line, no "
     "answer, and nothing that was for the server",
     "só se guarda o que foi dito a todos, byte por byte: nenhuma linha vazia, "
     "nenhuma resposta, e nada que era para o servidor"},
    {"only /nick and a blank, or /msg and a blank, make a command: another "
     "line that begins with / is said to all, and kept",
     "só /nick com um espaço, ou /msg com um espaço, é um comando: outra linha "
     "que começa com / é dita a todos, e se guarda"},
    {"hello", "hello"},
    {"a newcomer may speak before it reads: its own thread must not wait in "
     "send() with the old lines, so these go as the new ones do",
     "quem chega pode falar antes de ler: a thread dele não pode esperar em "
     "send() com as linhas antigas; elas vão como vão as novas"},
    {"a newcomer that ends its sending at once gets all old lines, too, and "
     "then the end of the stream",
     "quem chega e logo encerra o envio também recebe todas as linhas antigas, "
     "e depois o fim do fluxo"},
    {"LINES is a number from 0 to 100: any other is refused, with an exit "
     "status that is not 0",
     "LINES é um número de 0 a 100: qualquer outro é recusado, com um status "
     "de saída que não é 0"},
    {"nobody has that name: a part of one is another",
     "ninguém tem esse nome: uma parte de um nome é outro nome"},
    {"only /msg and a blank after it make a command",
     "só /msg com um espaço depois é um comando"},
    {"the text is bytes, not a string: what follows the blank after the name "
     "goes as it is, up to the newline",
     "o texto são bytes, e não uma string: o que vem depois do espaço que "
     "segue o nome vai como está, até a quebra de linha"},
    {"nobody waits for the one who is named: the line for her goes through the "
     "log, as the others do",
     "ninguém espera por quem foi nomeado: a linha para ele passa pelo log, "
     "como as outras"},
    {"one thread sends a member its lines, and another one the line for her "
     "alone: that one lands in the middle of another, or before it. Let it go "
     "through the log",
     "uma thread envia a um membro as linhas dele, e outra, a linha só para "
     "ele: esta cai no meio de outra, ou antes dela. Faça-a passar pelo log"},
    {"what is not a valid name costs nobody the one he has",
     "um nome que não é válido não custa a ninguém o que já tem"},
    {"a line is for the member that has the name when it is said, and waits "
     "for it, even if it has ended its sending meanwhile",
     "uma linha é para o membro que tem o nome quando ela é dita, e espera por "
     "ele, mesmo que ele tenha encerrado o envio nesse meio-tempo"},
    {"two speak at the same moment: what a thread puts its line together in "
     "must be its own, or under the lock up to the end",
     "dois falam no mesmo instante: o lugar em que uma thread monta a linha "
     "deve ser só dela, ou ficar sob a trava até o fim"},
    {"what was said to a member waits, though it leaves",
     "o que foi dito a um membro espera, mesmo que ele saia"},
    {"two who speak at once are not mixed up",
     "dois que falam ao mesmo tempo não se misturam"},
    {"a member that takes another name is no longer called as before",
     "quem toma outro nome já não se chama como antes"},
    {"a name is bytes, and a command is a word",
     "um nome são bytes, e um comando é uma palavra"},
    {"between looking and taking nobody comes",
     "entre olhar e tomar não vem ninguém"},
    {"a hundred lines are kept, also by an empty room",
     "cem linhas se guardam, também em uma sala vazia"},
    {"without the option nothing is kept", "sem a opção nada se guarda"},
    {"only what was said to all is kept",
     "só se guarda o que foi dito a todos"},
    {"other numbers of lines are refused",
     "outros números de linhas são recusados"},
    {"its text goes as it is", "o texto vai como está"},
    {"to one who does not read it goes in its turn",
     "a quem não lê, vai na sua vez"},

    /* bare_06.c */
    {"a line goes to all who are connected, and not back to its sender",
     "uma linha vai a todos os que estão conectados, e não volta a quem a "
     "disse"},
    {"recv() has failed with ECONNRESET, or send() with EPIPE, and the program "
     "ended, for all: only this member is to be taken out",
     "recv() falhou com ECONNRESET, ou send() com EPIPE, e o programa "
     "terminou, para todos: só este membro deve ser retirado"},
    {"what one recv() brought is a piece, and the pieces of two senders mix: "
     "keep them for each member, until a newline has come",
     "o que um recv() trouxe é um pedaço, e os pedaços de dois remetentes se "
     "misturam: guarde-os para cada membro, até que venha uma quebra de "
     "linha"},
    {"the server waits in send() for a member that does not read, and as it "
     "holds the lock, nobody else can go on: do not wait for a member that "
     "takes nothing, or not for long",
     "o servidor espera em send() por um membro que não lê, e, como está "
     "com a trava, ninguém mais pode continuar: não espere por quem não recebe "
     "nada, ou não por muito tempo"},
    {"a send() that does not wait may take a part of a line: the member gets "
     "the rest later, or nothing more",
     "um send() que não espera pode aceitar parte de uma linha: o membro "
     "recebe o resto depois, ou mais nada"},
    {"whole lines", "linhas inteiras"},
    {"a line of \"%c\" with a piece missing, after %zu bytes",
     "uma linha de \"%c\" em que falta um pedaço, depois de %zu bytes"},
    {"at the end of its input the client says that this was all, with "
     "shutdown(SHUT_WR), and listens on until the server's end",
     "no fim da entrada, o cliente avisa que isso foi tudo, com "
     "shutdown(SHUT_WR), e continua ouvindo até o fim do servidor"},
    {"recv() returned 0 though the input has not ended: the server has gone, "
     "and that is a failure",
     "recv() devolveu 0 sem que a entrada tenha acabado: o servidor se foi, e "
     "isso é uma falha"},
    {"a line goes to all the others, and not back to its sender",
     "uma linha vai a todos os outros, e não volta a quem a disse"},
    {"a reset takes one member out, and not the others",
     "uma conexão derrubada retira um membro, e não os outros"},
    {"lines stay whole, however the bytes of two senders come",
     "as linhas ficam inteiras, venham como vierem os bytes de dois "
     "remetentes"},
    {"a member that does not read does not stop the others",
     "um membro que não lê não faz parar os outros"},
    {"the client says so when the server has gone",
     "o cliente avisa quando o servidor se foi"},
    {"a member that is reset is taken out of the list, and its descriptor is "
     "closed: the next ones need it",
     "um membro cuja conexão foi derrubada sai da lista, e o descritor "
     "dele é fechado: os próximos precisam dele"},
    {"what a member has begun to say goes when it goes: it is not the "
     "beginning of what the next one says",
     "o que um membro começou a dizer sai com ele: não é o começo do que "
     "o próximo diz"},
    {"a line is bytes, and not a string: a zero byte does not end it",
     "uma linha são bytes, e não uma string: um byte zero não a termina"},
    {"a line has up to 4095 bytes, and comes whole",
     "uma linha tem até 4095 bytes, e chega inteira"},
    {"the server has gone in the middle of a line: that is a failure, too",
     "o servidor se foi no meio de uma linha: isso também é uma falha"},
    {"no escape sequence of the other end's",
     "nenhuma sequência de escape do outro lado"},
    {"the client lets nobody command your terminal",
     "o cliente não deixa ninguém comandar o seu terminal"},
    {"the client shows what is still said after its own last word",
     "o cliente mostra o que ainda é dito depois da última palavra dele"},
    {"all 32 bytes of a name count: two may differ in the last one",
     "os 32 bytes de um nome contam todos: dois podem diferir no último"},
    {"a member that leaves gives its name back, however it goes: in the middle "
     "of a line, or put out for one that is too long",
     "quem sai devolve o nome, seja como for: no meio de uma linha, ou posto "
     "para fora por uma longa demais"},
    {"bytes of UTF-8 are not control characters",
     "bytes de UTF-8 não são caracteres de controle"},
    {"names differ if any byte does: a small letter and a capital are two "
     "bytes",
     "dois nomes são diferentes se um byte qualquer é diferente: minúscula e "
     "maiúscula são dois bytes"},
    {"the server relays no more: peer 3 does not read",
     "o servidor não repassa mais nada: a conexão 3 não lê"},
    {"a small letter and a capital are two bytes, and two names",
     "uma minúscula e uma maiúscula são dois bytes, e dois nomes"},
    {"names are the same if all their bytes are: two that differ may have one "
     "hash",
     "dois nomes são iguais se todos os bytes são: dois diferentes podem ter o "
     "mesmo hash"},
    {"of two who wait for space one gets the name",
     "de dois que esperam por espaço, um fica com o nome"},
    {"the answer to /nick", "a resposta a /nick"},
    {"one who is eva", "um que seja eva"},
    {"to wait for space in the log gives its lock back, and meanwhile another "
     "may take the name: look whether it is free when there is space",
     "esperar por espaço no log devolve a trava dele, e enquanto isso outro "
     "pode ficar com o nome: veja se ele está livre quando houver espaço"},
    {"an answer may have to wait for space in the log: a thread that waits "
     "holds no other lock meanwhile. A member that leaves needs it to give its "
     "name back, the sender waits for that member's thread, and nobody makes "
     "space",
     "uma resposta pode ter de esperar por espaço no log: quem espera não "
     "segura outra trava nesse meio-tempo. Um membro que sai precisa dela para "
     "devolver o nome, a thread de envio espera pela thread desse membro, e "
     "ninguém abre espaço"},
    {"all that was said, or a reset",
     "tudo o que foi dito, ou a conexão derrubada"},
    {"a newcomer that reads nothing holds the others up no longer than any "
     "other member: then it is cut off",
     "quem chega e nada lê não segura os outros por mais tempo que qualquer "
     "membro: depois é desconectado"},
    {"what a newcomer is to get stays where it is until it has been sent: the "
     "old lines, and what is said meanwhile. As long as it reads nothing the "
     "tail stays behind it, or it is cut off",
     "o que é para quem chega fica onde está até ser enviado: as linhas "
     "antigas, e o que se diz nesse meio-tempo. Enquanto ele nada lê, a cauda "
     "fica atrás dele, ou ele é desconectado"},
    {"a newcomer that has not taken its old lines is cut off at the stop, as "
     "any other member is that does not read: 600 ms after it",
     "quem chegou e não pegou as linhas antigas é desconectado quando o "
     "servidor termina, como qualquer membro que não lê: 600 ms depois"},
    {"a thread that waits for space in the log waits long: the member for "
     "whom the line is may have gone meanwhile, and its memory is another's. "
     "Take its number, and no pointer, over a wait",
     "quem espera por espaço no log espera muito: o membro a quem a linha se "
     "destina pode ter saído nesse meio-tempo, e a memória dele é de outro. "
     "Durante uma espera guarde o número dele, e não um ponteiro"},
    {"what is not a name is answered with \"* that is not a valid name\", also "
     "by /msg: with all of it, the answer may be a line of over 4095 bytes",
     "ao que não é um nome se responde \"* that is not a valid name\", também "
     "em /msg: com tudo aquilo, a resposta pode ser uma linha de mais de 4095 "
     "bytes"},
    {"* nobody is called %s\n", "* nobody is called %s\n"},
    {"a name comes back, however a member goes",
     "um nome volta, saia o membro como sair"},
    {"an answer may wait for space", "uma resposta pode esperar por espaço"},
    {"lines are kept as they came", "as linhas se guardam como vieram"},
    {"what a newcomer is to get is kept until it is sent",
     "o que é para quem chega se guarda até ser enviado"},
    {"a newcomer that takes its old lines stays",
     "quem chega e vai pegando as linhas antigas fica"},
    {"a newcomer that reads is not cut off, however many old lines it has "
     "before it: 64 KiB of them that it has taken are 64 KiB",
     "quem chega e lê não é desconectado, por mais linhas antigas que tenha "
     "pela frente: 64 KiB delas, quando ele os pegou, são 64 KiB"},
    {"a reset", "a conexão derrubada"},
    {"the rest of the old lines", "o resto das linhas antigas"},
    {"a stop waits for no newcomer",
     "o fim do servidor não espera por quem chega"},
    {"of one line the last is kept", "de uma linha fica a última"},
    {"with -l 1 a newcomer gets one line, the last one",
     "com -l 1, quem chega recebe uma linha, a última"},
    {"what is not a name is nobody's", "o que não é nome não é de ninguém"},
    {"a line may wait for space", "uma linha pode esperar por espaço"},
    {"whole lines that come together with one that is too long are relayed: "
     "they count as said, and are kept",
     "linhas inteiras que chegam junto com uma longa demais são repassadas: "
     "contam como ditas, e têm de ser guardadas"},
    {"nothing comes twice where the log is full",
     "nada vem duas vezes quando o log está cheio"},
    {"a newcomer is taken in, however much is waiting for others: main must "
     "not "
     "wait for space in the log",
     "quem chega é recebido, por mais linhas que os outros ainda tenham a "
     "receber: main não pode esperar por espaço no log"},
    {"no line for another", "nenhuma linha para outro"},
    {"one in %s", "uma em %s"},
    {"a descriptor is soon given to another member, and a member's number "
     "never is: one who has never had that name must not get the line",
     "um descritor logo passa a outro membro, e o número de um membro nunca se "
     "repete: quem nunca teve esse nome não pode receber a linha"},
    {"what counts is who has the name when the line is said, and not when the "
     "sending thread gets to it",
     "o que conta é quem tem o nome quando a linha é dita, e não quando a "
     "thread de envio chega a ela"},
    {"one\ntwo\nthree\n%s", "one\ntwo\nthree\n%s"},
    {"nothing more in time", "nada mais a tempo"},
    {"peer 1\n%s", "peer 1\n%s"},
};
const size_t pt_06_count = sizeof pt_06 / sizeof *pt_06;
