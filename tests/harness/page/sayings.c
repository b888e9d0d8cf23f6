/*
 * sayings.c - what is said of each sort of step, in English and in Portuguese:
 * at length where it is new, briefly later. {who} does it, {other} is at the
 * other end; {n} is what came back, {bytes} the same as `1 byte`, `2 bytes`;
 * {asked}, {error}, {meaning}, {port} (of the other end), {own} (port), {fd},
 * {text} and {call} are the call's.
 */
#include "internal.h"

#include <string.h>

static const struct saying of_programs[] = {
    {"start",
     {"{who} is started. It has no socket yet.",
      "{who} começa. Ainda não tem nenhum socket."},
     {NULL, NULL}},
    {"fork",
     {"{who} begins: a copy of the process that called fork(). It has a copy "
      "of each descriptor, and both copies stand for the same socket.",
      "{who} começa: é uma cópia do processo que chamou fork(). Tem uma "
      "cópia de cada descritor, e as duas cópias são do mesmo socket."},
     {"{who} begins, a copy of its parent.",
      "{who} começa, cópia do seu pai."}},
    {"thread",
     {"{who} begins: a thread of the same process. It shares all memory and "
      "all descriptors with the others.",
      "{who} começa: é uma thread do mesmo processo. Divide com as outras "
      "toda a memória e todos os descritores."},
     {"{who} begins.", "{who} começa."}},
    {"played",
     {"{who} is played by the demo itself, or by the check: it is the other "
      "end of a connection, without a program.",
      "{who} é encenado pela própria demonstração, ou pela verificação: é a "
      "outra ponta de uma conexão, sem programa."},
     {NULL, NULL}},
    {"signal",
     {"The signal {text} arrives at {who}.", "O sinal {text} chega a {who}."},
     {NULL, NULL}},
    {"stops",
     {"SIGSTOP stops {who}, as Ctrl-Z does: it does nothing until SIGCONT. Its "
      "kernel goes on receiving for it, as long as there is room in the "
      "buffers.",
      "SIGSTOP para {who}, como faz Ctrl-Z: até SIGCONT não faz nada. O kernel "
      "continua a receber por ele, enquanto houver espaço nos buffers."},
     {"SIGSTOP stops {who}.", "SIGSTOP para {who}."}},
    {"goes on",
     {"SIGCONT lets {who} go on, as fg does.",
      "SIGCONT faz {who} continuar, como fg."},
     {NULL, NULL}},
    {"ends well",
     {"{who} has ended, with 0: nothing went wrong. The kernel has closed "
      "what it had left open.",
      "{who} terminou com 0: não houve erro. O kernel fechou o que ainda "
      "estava aberto."},
     {"{who} has ended, with 0.", "{who} terminou com 0."}},
    {"ends badly",
     {"{who} has ended ({text}): that is how a program says that it has "
      "failed. The kernel has closed "
      "what it had left open.",
      "{who} terminou ({text}): é assim que um programa diz que falhou. O "
      "kernel fechou o que ainda "
      "estava aberto."},
     {"{who} has ended ({text}).", "{who} terminou ({text})."}},
    {"ends by a signal",
     {"A signal has ended {who} ({text}). It could not say goodbye, so the "
      "kernel does it: it closes all of its sockets.",
      "Um sinal encerrou {who} ({text}). O programa não pôde se despedir, "
      "então o kernel faz isso: fecha todos os seus sockets."},
     {"A signal has ended {who} ({text}).",
      "Um sinal encerrou {who} ({text})."}},
    {"create",
     {"pthread_create() starts a thread. It runs beside the one that started "
      "it: from here on nobody can say which of them is faster.",
      "pthread_create() inicia uma thread. Ela roda ao lado de quem a "
      "iniciou: daqui em diante ninguém sabe qual das duas é mais rápida."},
     {"pthread_create() starts a thread.",
      "pthread_create() inicia uma thread."}},
    {"create fails",
     {"pthread_create() fails with {error}: there is no thread for this "
      "client.",
      "pthread_create() falha com {error}: não há thread para este cliente."},
     {NULL, NULL}},
    {"join waits",
     {"pthread_join() waits until {other} has ended. Only then may anybody "
      "take away what that thread still uses.",
      "pthread_join() espera até que {other} termine. Só então se pode tirar "
      "o que essa thread ainda usa."},
     {"pthread_join() waits for the end of {other}.",
      "pthread_join() espera o fim de {other}."}},
    {"join returns",
     {"pthread_join() returns: {other} has ended, and what it used is free.",
      "pthread_join() volta: {other} terminou, e o que ela usava está livre."},
     {NULL, NULL}},
    {"join",
     {"pthread_join() need not wait: {other} has ended already.",
      "pthread_join() não precisa esperar: {other} já terminou."},
     {NULL, NULL}},
};

static const struct saying of_connections[] = {
    {"socket tcp",
     {"socket() makes a socket for TCP. It lives in the kernel; what {who} "
      "gets is its number, the descriptor {n}. It has no address yet, and "
      "nobody at the other end.",
      "socket() cria um socket TCP. Ele vive no kernel; o que {who} recebe é "
      "o número dele, o descritor {n}. Ainda não tem endereço, nem ninguém "
      "na outra ponta."},
     {"A socket for TCP: descriptor {n}.", "Um socket TCP: descritor {n}."}},
    {"socket udp",
     {"socket() makes a socket for UDP, descriptor {n}: for datagrams, "
      "without any connection.",
      "socket() cria um socket UDP, descritor {n}: para datagramas, sem "
      "conexão nenhuma."},
     {"A socket for UDP: descriptor {n}.", "Um socket UDP: descritor {n}."}},
    {"bind",
     {"bind() gives the socket its own address: port {own}. That is where "
      "others can find it.",
      "bind() dá ao socket o endereço dele: a porta {own}. É lá que os "
      "outros o encontram."},
     {"The socket gets port {own}.", "O socket fica com a porta {own}."}},
    {"bind taken",
     {"bind() fails with EADDRINUSE: somebody has that port already, or a "
      "connection of an earlier server is left (often in TIME_WAIT).",
      "bind() falha com EADDRINUSE: alguém já tem essa porta, ou resta uma "
      "conexão de um servidor anterior (muitas vezes em TIME_WAIT)."},
     {NULL, NULL}},
    {"listen",
     {"listen() makes it a listener. From now on the kernel answers clients "
      "that connect, and keeps their connections in a queue until accept() "
      "takes them out.",
      "listen() faz dele um socket de escuta. De agora em diante o kernel "
      "atende os clientes que se conectam, e guarda as conexões em uma fila "
      "até que accept() as retire."},
     {"The socket listens on port {own}.", "O socket escuta na porta {own}."}},
    {"accept waits",
     {"accept() looks for a connection in the queue. There is none: the call "
      "waits, and with it {who}.",
      "accept() procura uma conexão na fila. Não há nenhuma: a chamada "
      "espera, e {who} com ela."},
     {"The queue is empty: accept() waits.",
      "A fila está vazia: accept() espera."}},
    {"accept returns",
     {"accept() takes the connection out of the queue and returns a second "
      "descriptor, {n}: all bytes of this client go through it. The "
      "listener, descriptor {fd}, stays as it was and goes on listening.",
      "accept() retira a conexão da fila e devolve um segundo descritor, "
      "{n}: todos os bytes deste cliente passam por ele. O socket de escuta, "
      "descritor {fd}, fica como estava e continua escutando."},
     {"accept() returns descriptor {n}: the connection with {other}.",
      "accept() devolve o descritor {n}: a conexão com {other}."}},
    {"accept",
     {"A connection was waiting in the queue already: accept() takes it out "
      "at once and returns descriptor {n}.",
      "Uma conexão já esperava na fila: accept() a retira logo e devolve o "
      "descritor {n}."},
     {"accept() returns descriptor {n}: the connection with {other}.",
      "accept() devolve o descritor {n}: a conexão com {other}."}},
    {"accept none",
     {"accept() fails with EAGAIN: the queue is empty now. The socket is "
      "non-blocking, so the call does not wait.",
      "accept() falha com EAGAIN: a fila está vazia agora. O socket é não "
      "bloqueante, então a chamada não espera."},
     {"EAGAIN: the queue is empty now.", "EAGAIN: a fila está vazia agora."}},
    {"accept full",
     {"accept() fails with {error}: there is no descriptor left for the "
      "connection. It stays in the queue, so the listener remains ready, and "
      "a server that simply tries again runs in circles.",
      "accept() falha com {error}: não sobrou descritor para a conexão. Ela "
      "fica na fila, o socket de escuta continua pronto, e um servidor que "
      "só tenta de novo fica girando em falso."},
     {"accept() fails with {error}: the connection stays in the queue.",
      "accept() falha com {error}: a conexão fica na fila."}},
    {"connect",
     {"connect() has made a connection: the two kernels agreed on it, and it "
      "now waits in the server's queue. The server's program did not have to "
      "do anything for that.",
      "connect() fez uma conexão: os dois kernels a combinaram, e agora ela "
      "espera na fila do servidor. O programa do servidor não precisou fazer "
      "nada para isso."},
     {"{who} is connected: the connection waits in the server's queue.",
      "{who} está conectado: a conexão espera na fila do servidor."}},
    {"connect unseen",
     {"{who} is connected to port {port}. What the other side calls is not "
      "on this record.",
      "{who} está conectado à porta {port}. O que o outro lado chama não "
      "está neste registro."},
     {NULL, NULL}},
    {"connect waits",
     {"connect() asks for a connection (SYN) and waits for the answer.",
      "connect() pede uma conexão (SYN) e espera a resposta."},
     {NULL, NULL}},
    {"connect soon",
     {"The socket is non-blocking: connect() returns EINPROGRESS at once, "
      "even though the kernels have already agreed. The connection waits in "
      "the server's queue.",
      "O socket é não bloqueante: connect() devolve EINPROGRESS logo, embora "
      "os kernels já tenham combinado a conexão. Ela espera na fila do "
      "servidor."},
     {"EINPROGRESS: SO_ERROR will report how it ended.",
      "EINPROGRESS: SO_ERROR dirá como terminou."}},
    {"connect asks",
     {"connect() has asked for a connection (SYN) and returns EINPROGRESS at "
      "once: the socket is non-blocking. There is no answer yet.",
      "connect() pediu uma conexão (SYN) e devolve EINPROGRESS logo: o "
      "socket é não bloqueante. Ainda não há resposta."},
     {NULL, NULL}},
    {"connect refused",
     {"connect() fails with ECONNREFUSED: nobody listens on port {port}, and "
      "the kernel there says so at once (RST).",
      "connect() falha com ECONNREFUSED: ninguém escuta na porta {port}, e o "
      "kernel de lá diz isso na hora (RST)."},
     {"ECONNREFUSED: nobody listens on port {port}.",
      "ECONNREFUSED: ninguém escuta na porta {port}."}},
    {"connect udp",
     {"connect() on a UDP socket sends nothing: the kernel only notes whom "
      "we talk with. From now on it hands over datagrams from there alone.",
      "connect() em um socket UDP não envia nada: o kernel só anota com quem "
      "se fala. De agora em diante entrega apenas datagramas que vêm de lá."},
     {NULL, NULL}},
    {"connected at last",
     {"SO_ERROR is 0: the connection is there.",
      "SO_ERROR é 0: a conexão está feita."},
     {NULL, NULL}},
    {"not connected",
     {"SO_ERROR reports how connect() ended: {answer}.",
      "SO_ERROR diz como connect() terminou: {answer}."},
     {NULL, NULL}},
    {"shutdown",
     {"{who} says with shutdown() that it sends no more (FIN): an END goes "
      "into the stream, behind all its bytes. It can still receive: this is "
      "a half-close.",
      "{who} diz com shutdown() que não envia mais (FIN): um FIM entra no "
      "fluxo, atrás de todos os bytes. Ainda pode receber: é um meio "
      "fechamento."},
     {"{who} sends no more, and can still receive.",
      "{who} não envia mais, e ainda pode receber."}},
    {"shutdown reading",
     {"{who} wants to read no more from this connection.",
      "{who} não quer mais ler desta conexão."},
     {NULL, NULL}},
    {"close",
     {"close() gives the descriptor back and ends the stream to {other} "
      "(FIN). Bytes that are still under way arrive before that end.",
      "close() devolve o descritor e encerra o fluxo para {other} (FIN). Os "
      "bytes ainda a caminho chegam antes desse fim."},
     {"{who} closes the connection: end of stream for {other}.",
      "{who} fecha a conexão: fim do fluxo para {other}."}},
    {"close second",
     {"{other} has ended its stream before, now {who} does: the connection "
      "is over. Of the two ends, the first to say so remembers it for a minute "
      "(TIME_WAIT), so that late packets do not get into a new connection.",
      "{other} já tinha encerrado o seu fluxo, agora {who} encerra o dele: a "
      "conexão acabou. Das duas pontas, a primeira a dizer isso se lembra dela "
      "por um "
      "minuto (TIME_WAIT), para que pacotes atrasados não entrem em uma "
      "conexão nova."},
     {"{who} closes, too: the connection is over.",
      "{who} também fecha: a conexão acabou."}},
    {"close again",
     {"{who} has ended its stream already (shutdown), now it gives the "
      "descriptor back. What is left is the kernel's affair.",
      "{who} já tinha encerrado o seu fluxo (shutdown), agora devolve o "
      "descritor. O que resta é com o kernel."},
     {"{who} gives the descriptor back.", "{who} devolve o descritor."}},
    {"close unread",
     {"{who} closes a connection in which bytes wait that nobody has read: "
      "the kernel does not end it, it breaks it off (RST). {other} will "
      "learn that as ECONNRESET.",
      "{who} fecha uma conexão em que há bytes que ninguém leu: o kernel não "
      "a encerra, derruba (RST). {other} vai saber disso por ECONNRESET."},
     {"Closed with unread bytes: this resets the connection.",
      "Fechada com bytes não lidos: isso derruba a conexão."}},
    {"close lingers not",
     {"{who} has set SO_LINGER to 0: close() throws the connection away, "
      "with all that waits in it, and the other side gets a reset (RST).",
      "{who} pôs SO_LINGER em 0: close() joga a conexão fora, com tudo o que "
      "espera nela, e o outro lado recebe um reset (RST)."},
     {"close() throws the connection away (RST).",
      "close() joga a conexão fora (RST)."}},
    {"close full",
     {"{who} closes a connection to a side that has not received all yet: "
      "the kernel goes on delivering what is left, and the end behind it.",
      "{who} fecha uma conexão cujo outro lado ainda não recebeu tudo: o "
      "kernel continua a entregar o que falta, e o fim atrás disso."},
     {NULL, NULL}},
    {"close dead",
     {"The connection is gone already; close() gives its descriptor back.",
      "A conexão já não existe; close() devolve o descritor dela."},
     {NULL, NULL}},
    {"close listener",
     {"{who} closes its listener: nobody can connect to port {own} any more. "
      "Connections that were accepted go on, those in the queue are reset.",
      "{who} fecha o socket de escuta: ninguém mais se conecta à porta "
      "{own}. As conexões já aceitas continuam, as da fila são derrubadas."},
     {"The listener is closed.", "O socket de escuta foi fechado."}},
    {"close shared",
     {"Only this descriptor goes: the socket has another one, and lives on.",
      "Só este descritor se vai: o socket tem outro, e continua."},
     {NULL, NULL}},
    {"close udp",
     {"The UDP socket goes. There is no connection to end: nobody is told.",
      "O socket UDP se vai. Não há conexão a encerrar: ninguém fica sabendo."},
     {NULL, NULL}},
    {"close unconnected",
     {"The descriptor is given back.", "O descritor é devolvido."},
     {NULL, NULL}},
};

static const struct saying of_bytes[] = {
    {"recv waits",
     {"{call}() finds nothing in the receive buffer: it waits until {other} "
      "sends something, or ends.",
      "{call}() não encontra nada no buffer de recepção: espera até que "
      "{other} envie alguma coisa, ou termine."},
     {"Nothing there yet: {call}() waits.",
      "Ainda não há nada: {call}() espera."}},
    {"recv waits forever",
     {"{call}() waits for bytes that do not come: it stands here to the end.",
      "{call}() espera bytes que não vêm: fica parada aqui até o fim."},
     {NULL, NULL}},
    {"recv returns",
     {"{call}() returns {n}: {bytes} have come from {other}; there was room "
      "for {asked}. They leave the kernel's buffer and lie in the program's "
      "memory now.",
      "{call}() devolve {n}: foi o que chegou de {other}, dos {asked} bytes "
      "que cabiam. Eles saem do buffer do kernel e agora estão na memória do "
      "programa."},
     {"{bytes} from {other}.", "{bytes} de {other}."}},
    {"recv",
     {"{call}() returns {n} without having to wait: the bytes lay in the "
      "receive buffer already.",
      "{call}() devolve {n} sem precisar esperar: os bytes já estavam no "
      "buffer de recepção."},
     {"{bytes} from {other}.", "{bytes} de {other}."}},
    {"recv several",
     {"{call}() brings {n} bytes that {other} has sent in several calls. A "
      "stream has no messages: the kernel does not remember where one ended.",
      "{call}() traz {n} bytes que {other} enviou em várias chamadas. Um "
      "fluxo não tem mensagens: o kernel não se lembra de onde uma acabou."},
     {"{bytes}: several sends in one.", "{bytes}: vários envios em um só."}},
    {"recv part",
     {"{call}() brings only a part of what {other} has sent in one call: "
      "{bytes}. The rest still waits; the program must call again.",
      "{call}() traz só uma parte do que {other} enviou em uma chamada: "
      "{bytes}. O resto ainda espera; o programa precisa chamar de novo."},
     {"{bytes}: a part of what was sent.",
      "{bytes}: uma parte do que foi enviado."}},
    {"recv rest",
     {"{call}() brings the rest of what was sent: {bytes}.",
      "{call}() traz o resto do que foi enviado: {bytes}."},
     {NULL, NULL}},
    {"recv peek",
     {"MSG_PEEK only looks: the bytes stay in the buffer, and the next "
      "receive brings them again.",
      "MSG_PEEK só olha: os bytes ficam no buffer, e a próxima leitura os "
      "traz de novo."},
     {NULL, NULL}},
    {"recv token at relay",
     {"{bytes} from {other}: a token. The relay sees only letters and "
      "digits. It cannot read what is in them, for it has no key, and it "
      "need not: it hands them on.",
      "{bytes} de {other}: um token. O retransmissor vê só letras e "
      "algarismos. Não pode ler o que há neles, pois não tem a chave, e não "
      "precisa: passa adiante."},
     {"A token of {bytes} at the relay.",
      "Um token de {bytes} no retransmissor."}},
    {"recv token",
     {"A token arrives, {bytes}. Only a program with the key can tell "
      "whether it is genuine, and what it says.",
      "Chega um token, {bytes}. Só um programa com a chave descobre se é "
      "autêntico, e o que diz."},
     {"A token of {bytes}.", "Um token de {bytes}."}},
    {"recv end by shutdown",
     {"{call}() returns 0: {other} has said with shutdown() that it sends no "
      "more. This is not an error, and not a message of zero bytes.",
      "{call}() devolve 0: {other} disse com shutdown() que não envia mais. "
      "Não é um erro, nem uma mensagem de zero bytes."},
     {"{call}() returns 0: {other} sends no more.",
      "{call}() devolve 0: {other} não envia mais."}},
    {"recv end by close",
     {"{call}() returns 0: {other} has closed the connection, and no more "
      "will come. This is not an error, and not a message of zero bytes.",
      "{call}() devolve 0: {other} fechou a conexão, e não vem mais nada. "
      "Não é um erro, nem uma mensagem de zero bytes."},
     {"{call}() returns 0: {other} has closed.",
      "{call}() devolve 0: {other} fechou."}},
    {"recv end by death",
     {"{call}() returns 0: {other} has ended, and its kernel has closed the "
      "connection for it. From here that looks the same as a farewell.",
      "{call}() devolve 0: {other} terminou, e o kernel fechou a conexão por "
      "ele. Visto daqui, parece uma despedida."},
     {"{call}() returns 0: {other} has ended.",
      "{call}() devolve 0: {other} terminou."}},
    {"recv end",
     {"{call}() returns 0: the end of the stream. No more will come from "
      "there.",
      "{call}() devolve 0: o fim do fluxo. De lá não vem mais nada."},
     {"{call}() returns 0: end of stream.",
      "{call}() devolve 0: fim do fluxo."}},
    {"recv end by itself",
     {"{call}() returns 0, but not because of the other side: this program "
      "itself has said with shutdown() that it wants to read no more.",
      "{call}() devolve 0, mas não por causa do outro lado: o próprio "
      "programa disse com shutdown() que não quer mais ler."},
     {"{call}() returns 0: this side reads no more.",
      "{call}() devolve 0: este lado não lê mais."}},
    {"recv reset",
     {"{call}() fails with ECONNRESET: {other} has thrown the connection "
      "away (RST). Whatever had not arrived yet is lost.",
      "{call}() falha com ECONNRESET: {other} jogou a conexão fora (RST). O "
      "que ainda não tinha chegado se perdeu."},
     {"ECONNRESET: the connection was thrown away.",
      "ECONNRESET: a conexão foi derrubada."}},
    {"recv late",
     {"{call}() gives up with EAGAIN: nothing came in the time that was set "
      "for it. The connection is as it was.",
      "{call}() desiste com EAGAIN: nada chegou no tempo marcado. A conexão "
      "está como estava."},
     {"EAGAIN: nothing came in time.", "EAGAIN: nada chegou a tempo."}},
    {"recv none",
     {"{call}() fails with EAGAIN: nothing is there now, and the call is not "
      "to wait.",
      "{call}() falha com EAGAIN: não há nada agora, e a chamada não deve "
      "esperar."},
     {"EAGAIN: nothing is there now.", "EAGAIN: não há nada agora."}},
    {"send",
     {"{call}() copies {bytes} into the kernel, which carries them to the "
      "receive buffer of {other}. It does not wait until anybody reads them.",
      "{call}() copia {bytes} para o kernel, que os leva ao buffer de "
      "recepção de {other}. Não espera que alguém os leia."},
     {"{bytes} to {other}.", "{bytes} para {other}."}},
    {"send token",
     {"{call}() sends a token of {bytes} to {other}: what was said, "
      "encrypted, with the moment and a signature.",
      "{call}() envia a {other} um token de {bytes}: o que foi dito, "
      "cifrado, com a hora e uma assinatura."},
     {"A token of {bytes} to {other}.", "Um token de {bytes} para {other}."}},
    {"send waits",
     {"The buffers on the way to {other} are full: {call}() waits until "
      "there is room. As long as {other} reads nothing, {who} stands here "
      "and does nothing else.",
      "Os buffers no caminho até {other} estão cheios: {call}() espera até "
      "haver espaço. Enquanto {other} não lê, {who} fica parado aqui e não "
      "faz mais nada."},
     {"No room on the way to {other}: {call}() waits.",
      "Não há espaço no caminho até {other}: {call}() espera."}},
    {"send returns",
     {"There was room at last: {call}() returns {n}.",
      "Enfim houve espaço: {call}() devolve {n}."},
     {NULL, NULL}},
    {"send short",
     {"{call}() takes only {n} of {asked} bytes: there was no more room. The "
      "program must send the rest itself.",
      "{call}() aceita só {n} de {asked} bytes: não havia mais espaço. O "
      "próprio programa tem de enviar o resto."},
     {"Only {n} of {asked} bytes were taken.",
      "Só {n} de {asked} bytes foram aceitos."}},
    {"send full",
     {"{call}() fails with EAGAIN: the buffers on the way to {other} are "
      "full, for {other} does not read. The call does not wait, so {who} can "
      "go on serving the others.",
      "{call}() falha com EAGAIN: os buffers no caminho até {other} estão "
      "cheios, pois {other} não lê. A chamada não espera, e {who} pode "
      "continuar atendendo os outros."},
     {"EAGAIN: no room now on the way to {other}.",
      "EAGAIN: agora não há espaço no caminho até {other}."}},
    {"send to nobody",
     {"{call}() returns {n}, and yet nobody will read these bytes: {other} "
      "is gone. The kernel took them, and only now learns from the other "
      "side, by a reset, that they have arrived nowhere.",
      "{call}() devolve {n}, e mesmo assim ninguém vai ler esses bytes: "
      "{other} já se foi. O kernel os aceitou, e só agora o outro lado "
      "responde, com um reset, que não chegaram a lugar nenhum."},
     {"{bytes} to nobody: a reset comes back.",
      "{bytes} para ninguém: volta um reset."}},
    {"send pipe",
     {"{call}() fails with EPIPE: this connection takes no more bytes. "
      "Without care the signal SIGPIPE would have ended the program here.",
      "{call}() falha com EPIPE: esta conexão não aceita mais bytes. Sem "
      "cuidado, o sinal SIGPIPE teria encerrado o programa aqui."},
     {"EPIPE: this connection takes no more bytes.",
      "EPIPE: esta conexão não aceita mais bytes."}},
    {"send kills",
     {"{call}() on a connection that is gone: the signal SIGPIPE ends {who}.",
      "{call}() em uma conexão que já não existe: o sinal SIGPIPE encerra "
      "{who}."},
     {NULL, NULL}},
    {"send reset",
     {"{call}() fails with ECONNRESET: {other} has thrown the connection away.",
      "{call}() falha com ECONNRESET: {other} jogou a conexão fora."},
     {NULL, NULL}},
};

static const struct saying of_datagrams[] = {
    {"sendto",
     {"A datagram of {bytes} goes to port {port}. It travels whole or not at "
      "all, and nobody confirms it.",
      "Um datagrama de {bytes} vai para a porta {port}. Viaja inteiro ou não "
      "viaja, e ninguém confirma."},
     {"A datagram of {bytes} to port {port}.",
      "Um datagrama de {bytes} para a porta {port}."}},
    {"sendto empty",
     {"A datagram of 0 bytes: that is allowed, and it is not an end.",
      "Um datagrama de 0 bytes: isso é permitido, e não é um fim."},
     {NULL, NULL}},
    {"sendto nobody",
     {"A datagram of {bytes} goes to port {port}, and nobody on this record "
      "ever receives it. {call}() does not notice: its job was done when the "
      "kernel had taken the bytes.",
      "Um datagrama de {bytes} vai para a porta {port}, e ninguém neste "
      "registro o recebe. {call}() não percebe: para ela, tudo acabou quando "
      "o kernel aceitou os bytes."},
     {"{bytes} to port {port}, and nobody receives them.",
      "{bytes} para a porta {port}, e ninguém os recebe."}},
    {"sendto again",
     {"No answer has come: {who} sends the same datagram once more. It "
      "cannot know whether the request was lost, or the reply, or whether "
      "the reply is only late.",
      "Não veio resposta: {who} envia o mesmo datagrama mais uma vez. Não há "
      "como saber se o pedido se perdeu, ou a resposta, ou se ela só demora."},
     {"The same datagram once more.", "O mesmo datagrama mais uma vez."}},
    {"sendto refused",
     {"{call}() fails with ECONNREFUSED. It is about a datagram sent before: "
      "nobody has that port, and the kernel there has said so (ICMP).",
      "{call}() falha com ECONNREFUSED. É sobre um datagrama enviado antes: "
      "ninguém tem essa porta, e o kernel de lá avisou (ICMP)."},
     {NULL, NULL}},
    {"recvfrom waits",
     {"No datagram is there: {call}() waits for one, from whomever it may be.",
      "Não há nenhum datagrama: {call}() espera por um, venha de quem vier."},
     {"No datagram there yet: {call}() waits.",
      "Ainda não há datagrama: {call}() espera."}},
    {"recvfrom waits forever",
     {"{call}() waits for a datagram that does not come. Nobody will tell it "
      "that there is nothing to wait for.",
      "{call}() espera um datagrama que não vem. Ninguém vai avisar que não "
      "há o que esperar."},
     {NULL, NULL}},
    {"recvfrom",
     {"{call}() brings one whole datagram of {bytes}, with the address of "
      "its sender: port {port}. It never holds more than one.",
      "{call}() traz um datagrama inteiro, de {bytes}, com o endereço do "
      "remetente: porta {port}. Dois em um só não existem."},
     {"A datagram of {bytes} from port {port}.",
      "Um datagrama de {bytes} da porta {port}."}},
    {"recvfrom empty",
     {"{call}() returns 0: an empty datagram, and not the end of anything. A "
      "datagram socket has no end of stream.",
      "{call}() devolve 0: um datagrama vazio, e não o fim de alguma coisa. "
      "Um socket de datagramas não tem fim de fluxo."},
     {NULL, NULL}},
    {"recvfrom cut",
     {"{call}() had room for {n} bytes only: the rest of this datagram is "
      "thrown away, and no later call will bring it.",
      "{call}() só tinha espaço para {n} bytes: o resto deste datagrama é "
      "jogado fora, e nenhuma outra chamada o traz."},
     {NULL, NULL}},
    {"recvfrom stranger",
     {"A datagram of {bytes} arrives from port {port}, to which {who} has "
      "never sent anything: from a stranger. UDP hands over what comes from "
      "anybody; the program itself must check whether this is the reply.",
      "Chega um datagrama de {bytes} da porta {port}, para a qual {who} "
      "nunca enviou nada: um estranho. UDP entrega o que vier, de qualquer "
      "um; se é a resposta, o próprio programa tem de verificar."},
     {"{bytes} from a stranger, port {port}.",
      "{bytes} de um estranho, porta {port}."}},
    {"recvfrom refused",
     {"{call}() fails with ECONNREFUSED: nobody has the port that the last "
      "datagram was sent to, and the kernel there has said so (ICMP).",
      "{call}() falha com ECONNREFUSED: ninguém tem a porta para a qual foi "
      "o último datagrama, e o kernel de lá avisou (ICMP)."},
     {NULL, NULL}},
};

static const struct saying of_the_rest[] = {
    {"poll waits",
     {"{call}() watches several descriptors at once and waits until one of "
      "them is ready.",
      "{call}() vigia vários descritores ao mesmo tempo e espera até que um "
      "esteja pronto."},
     {"{call}() waits until one is ready.",
      "{call}() espera até que um esteja pronto."}},
    {"poll waits so long",
     {"{call}() waits until the descriptor is ready, but no longer than the "
      "time it was given: {limit}.",
      "{call}() espera até que o descritor esteja pronto, mas não mais que o "
      "tempo dado: {limit}."},
     {"{call}() waits, at most {limit}.",
      "{call}() espera, no máximo {limit}."}},
    {"poll returns",
     {"{call}() returns because something is ready: {answer}. A call on that "
      "descriptor will not have to wait now.",
      "{call}() volta porque há algo pronto: {answer}. Uma chamada nesse "
      "descritor agora não precisa esperar."},
     {"Ready: {answer}.", "Pronto: {answer}."}},
    {"poll",
     {"{call}() need not wait: {answer} is ready already.",
      "{call}() não precisa esperar: {answer} já está pronto."},
     {"Ready: {answer}.", "Pronto: {answer}."}},
    {"poll late",
     {"{call}() returns 0: the time is up ({limit}), and nothing came "
      "meanwhile. That "
      "is how a deadline passes: the program decides what to do now.",
      "{call}() devolve 0: o tempo acabou ({limit}), e nesse tempo nada "
      "chegou. É assim "
      "que um prazo vence: agora é o programa que decide o que fazer."},
     {"{call}() returns 0: the time is up.",
      "{call}() devolve 0: o tempo acabou."}},
    {"poll none",
     {"{call}() only looks, and returns 0: nothing is ready.",
      "{call}() só olha, e devolve 0: nada está pronto."},
     {NULL, NULL}},
    {"interrupted",
     {"{call}() breaks off with EINTR: a signal came while it waited. "
      "Nothing is lost; whoever still wants to wait calls it again.",
      "{call}() é interrompida com EINTR: veio um sinal enquanto esperava. "
      "Nada se perde; quem ainda quer esperar chama de novo."},
     {"EINTR: a signal came.", "EINTR: veio um sinal."}},
    {"fails",
     {"{call}() fails with {error}: {meaning}.",
      "{call}() falha com {error}: {meaning}."},
     {NULL, NULL}},
    {"getaddrinfo",
     {"getaddrinfo() turns a name into addresses that connect() or bind() "
      "can use.",
      "getaddrinfo() transforma um nome em endereços que connect() ou bind() "
      "podem usar."},
     {"The name is turned into an address.", "O nome vira um endereço."}},
    {"getaddrinfo waits",
     {"getaddrinfo() asks for the addresses of a name, and waits for the "
      "answer.",
      "getaddrinfo() pergunta os endereços de um nome, e espera a resposta."},
     {NULL, NULL}},
    {"getsockname",
     {"getsockname() asks for the socket's own address: port {own}.",
      "getsockname() pergunta o endereço do próprio socket: porta {own}."},
     {NULL, NULL}},
    {"getpeername",
     {"getpeername() asks who is at the other end: port {port}.",
      "getpeername() pergunta quem está na outra ponta: porta {port}."},
     {NULL, NULL}},
    {"O_NONBLOCK",
     {"From now on no call on this socket waits: what cannot be done at once "
      "fails with EAGAIN, and poll() says when to try again.",
      "De agora em diante nenhuma chamada neste socket espera: o que não dá "
      "para fazer logo falha com EAGAIN, e poll() diz quando tentar de novo."},
     {"This socket no longer waits (O_NONBLOCK).",
      "Este socket não espera mais (O_NONBLOCK)."}},
    {"fcntl",
     {"From now on calls on this socket wait.",
      "De agora em diante as chamadas neste socket esperam."},
     {NULL, NULL}},
    {"SO_REUSEADDR",
     {"SO_REUSEADDR: bind() may take the port even if connections of an "
      "earlier server are left. So a server can be started again at once.",
      "SO_REUSEADDR: bind() pode ficar com a porta mesmo que restem conexões "
      "de um servidor anterior. Assim se pode reiniciar um servidor logo."},
     {"SO_REUSEADDR is set.", "SO_REUSEADDR foi ligada."}},
    {"SO_RCVTIMEO",
     {"SO_RCVTIMEO: each receive on this socket waits for so long and no "
      "longer.",
      "SO_RCVTIMEO: cada leitura neste socket espera esse tempo e não mais."},
     {NULL, NULL}},
    {"SO_SNDTIMEO",
     {"SO_SNDTIMEO: each send on this socket waits for so long and no longer.",
      "SO_SNDTIMEO: cada envio neste socket espera esse tempo e não mais."},
     {NULL, NULL}},
    {"SO_LINGER",
     {"SO_LINGER is set to 0: close() will throw the connection away (RST) "
      "instead of ending it.",
      "SO_LINGER fica em 0: close() vai jogar a conexão fora (RST) em vez de "
      "encerrá-la."},
     {NULL, NULL}},
    {"IPV6_V6ONLY",
     {"IPV6_V6ONLY decides whether this IPv6 socket takes IPv4 as well.",
      "IPV6_V6ONLY decide se este socket IPv6 aceita IPv4 também."},
     {NULL, NULL}},
    {"setsockopt",
     {"An option of the socket is set.", "Uma opção do socket é definida."},
     {NULL, NULL}},
    {"getsockopt",
     {"An option of the socket is read: {answer}.",
      "Uma opção do socket é lida: {answer}."},
     {NULL, NULL}},
    {"dup",
     {"A second descriptor, {n}, for the same socket.",
      "Um segundo descritor, {n}, para o mesmo socket."},
     {NULL, NULL}},
};

#define COUNT(table) (sizeof(table) / sizeof *(table))

const struct saying *saying_for(const char *sort)
{
    static const struct saying otherwise = {
        "", {"{call}() returns {n}.", "{call}() devolve {n}."}, {NULL, NULL}};
    static const struct {
        const struct saying *all;
        size_t count;
    } tables[] = {{of_programs, COUNT(of_programs)},
                  {of_connections, COUNT(of_connections)},
                  {of_bytes, COUNT(of_bytes)},
                  {of_datagrams, COUNT(of_datagrams)},
                  {of_the_rest, COUNT(of_the_rest)}};

    for (size_t i = 0; i < COUNT(tables); i++)
        for (size_t j = 0; j < tables[i].count; j++)
            if (strcmp(tables[i].all[j].sort, sort) == 0)
                return &tables[i].all[j];
    return &otherwise;
}

const char *meaning_in_portuguese(const struct event *event)
{
    static const char *const known[][2] = {
        {"ECONNREFUSED", "ninguém escuta nessa porta"},
        {"ECONNRESET", "o outro lado derrubou a conexão"},
        {"ECONNABORTED", "o outro lado se foi antes de ser aceito"},
        {"EPIPE", "esta conexão não aceita mais bytes"},
        {"ENOTCONN", "não está conectado"},
        {"EISCONN", "já está conectado"},
        {"EADDRINUSE", "alguém já tem essa porta"},
        {"EADDRNOTAVAIL", "esta máquina não tem esse endereço"},
        {"EACCES", "as portas abaixo de 1024 são do sistema"},
        {"EBADF", "esse descritor não existe: já foi fechado?"},
        {"ENOTSOCK", "esse descritor não é um socket"},
        {"EINVAL", "o kernel não aceita esse argumento"},
        {"EAGAIN", "não há nada agora"},
        {"ETIMEDOUT", "não veio resposta a tempo"},
        {"ENETUNREACH", "não há caminho até essa rede"},
        {"EHOSTUNREACH", "não dá para chegar a essa máquina"},
        {"EMFILE", "este processo tem descritores demais"},
        {"ENFILE", "o sistema tem arquivos abertos demais"},
        {"EMSGSIZE", "longo demais para um datagrama"},
        {"EDESTADDRREQ", "para quem? não há endereço"},
        {"EAI_NONAME", "esse nome não existe"},
        {"EAI_AGAIN", "o servidor de nomes não responde agora"},
        {"EAI_SERVICE", "esse serviço não existe"},
        {"EAI_FAIL", "o servidor de nomes falhou"},
    };

    for (size_t i = 0; event->error && i < COUNT(known); i++)
        if (strcmp(known[i][0], event->error) == 0)
            return known[i][1];
    return NULL;
}
