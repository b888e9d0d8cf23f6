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
    {"a client that is in must not notice that another was turned away",
     "quem está dentro não pode perceber que outro foi recusado"},
    {"an answer", "uma resposta"},
    {"a client that leaves gives its place back, however it leaves; one that "
     "was turned away had none",
     "quem sai devolve o lugar, saia como sair; quem foi recusado não tinha "
     "nenhum"},
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
    {"%ld threads, with both workers busy",
     "%ld threads, com as duas trabalhadoras ocupadas"},
    {"workers are created once, and each serves many clients",
     "as trabalhadoras são criadas uma vez, e cada uma atende muitos clientes"},
    {"%ld threads after %d clients more, one after another",
     "%ld threads depois de mais %d clientes, um após o outro"},
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
    {"a client that has left is not counted any more",
     "quem saiu não é mais contado"},
    {"a call that a signal has interrupted is made again, and no byte of an "
     "echo goes astray",
     "uma chamada que um sinal interrompeu é feita de novo, e nenhum byte de "
     "eco se perde"},
    {"what a client sends comes back, however it is cut",
     "o que um cliente envia volta, cortado onde for"},
    {"many are served at the same time, and none feels another's trouble",
     "muitos são atendidos ao mesmo tempo, e nenhum sente o problema de outro"},
    {"a stop ends every conversation in good order",
     "uma parada encerra cada conversa em boa ordem"},
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
     "setenta conexões derrubadas são uma cada, e as outras continuam"},
    {"a client that has gone before its echo ends nobody else",
     "um cliente que se foi antes do eco não derruba mais ninguém"},
    {"descriptors run out, and the clients that wait are served later",
     "faltam descritores, e os clientes que esperam são atendidos depois"},
    {"SIGTERM ends the server in good order, with 0",
     "SIGTERM encerra o servidor em ordem, com 0"},
    {"an echo that is under way arrives before the server ends",
     "um eco a caminho chega antes que o servidor termine"},
};
const size_t pt_05_count = sizeof pt_05 / sizeof *pt_05;
