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
    {"each byte ends a silence, not only each line",
     "cada byte acaba com um silêncio, não só cada linha"},
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
    {"%d attempts in 2 s, and never more than %d ms between two",
     "%d tentativas em 2 s, e nunca mais de %d ms entre duas"},
    {"a connection within 5 s", "uma conexão em 5 s"},
    {"after %lld ms", "depois de %lld ms"},
    {"only a refusal may be over a moment later: where no way leads, to try "
     "again is in vain",
     "só uma recusa pode ter passado um instante depois: aonde nenhum caminho "
     "leva, tentar de novo é inútil"},
    {"another failure than a refusal ends it",
     "outra falha que não a recusa encerra o cliente"},
    {"%s has the addresses %s", "%s tem os endereços %s"},
    {"it waits for the first address, which never answers: start with the next "
     "one after a short time, and wait for both",
     "ele espera pelo primeiro endereço, que nunca responde: comece o próximo "
     "depois de pouco tempo, e espere pelos dois"},
    {"poll() says only that connecting has ended: SO_ERROR reports how, and "
     "only the one that is connected has won",
     "poll() só diz que a tentativa de conexão terminou: como terminou, diz "
     "SO_ERROR, e só quem está conectado venceu"},
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
    {"a server that starts late is reached",
     "um servidor que se atrasa é alcançado"},
    {"where there is none, the client tries until its deadline",
     "onde não há nenhum, o cliente tenta até o prazo"},
    {"its pauses double", "as pausas dobram"},
    {"an address that never answers delays nobody",
     "um endereço que nunca responde não atrasa ninguém"},
    {"an address that refuses is out", "um endereço que recusa está fora"},
    {"the race has a deadline", "a corrida tem um prazo"},
};
const size_t pt_04_count = sizeof pt_04 / sizeof *pt_04;
