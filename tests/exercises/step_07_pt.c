/* step_07_pt.c - what step_07.c says, in Portuguese. */
#include "exercises.h"

const struct wording pt_07[] = {
    {"* %s joined", "* %s joined"},
    {"each line goes out as a token of the key",
     "cada linha sai como um token da chave"},
    {"tokens are taken however they are cut",
     "os tokens são entendidos, cortados como for"},
    {"a bad line is dropped, and the next one goes",
     "uma linha ruim é descartada, e a próxima passa"},
    {"what comes again is not shown again",
     "o que vem de novo não aparece de novo"},
    {"a text that makes too long a token is refused",
     "um texto que daria um token longo demais é recusado"},
    {"the end of input is a farewell", "o fim da entrada é uma despedida"},
    {"the relay hands lines on as they are",
     "o retransmissor repassa as linhas como são"},
    {"a key file that others may use is refused",
     "um arquivo de chave que outros podem usar é recusado"},
    {"keygen makes a key for its owner alone",
     "keygen faz uma chave só para o dono"},
    {"a short text and a long one have tokens of one length",
     "um texto curto e um longo têm tokens do mesmo tamanho"},
    {"messages of each length are padded as they should be",
     "mensagens de cada tamanho são completadas como devem"},
    {"what is shown is exact, padded or not",
     "o que se mostra é exato, completado ou não"},
    {"each of four keys decrypts, and the first encrypts",
     "cada uma de quatro chaves decifra, e a primeira cifra"},
    {"in three moves to a new key, no line is lost",
     "em três movimentos até a chave nova, nenhuma linha se perde"},
    {"a line that is half typed survives the signal",
     "uma linha digitada pela metade sobrevive ao sinal"},
    {"a file that is not sound changes nothing",
     "um arquivo que não é válido não muda nada"},
    {"RFC 7914's vectors come out", "os vetores da RFC 7914 saem certos"},
    {"the same words and salt make the same key",
     "as mesmas palavras e o mesmo sal fazem a mesma chave"},
    {"hashlib makes the same of the same words",
     "a hashlib faz o mesmo das mesmas palavras"},
    {"a short salt is refused", "um sal curto é recusado"},
    {"without -r there are 600000 rounds", "sem -r são 600000 rodadas"},
    {"the file %s", "o arquivo %s"},
    {"a token", "um token"},
    {"anybody in the middle must see tokens, and nothing else",
     "quem está no meio deve ver tokens, e nada mais"},
    {"a token of the key %s, made now", "um token da chave %s, feito agora"},
    {"decrypted %s", "decifrou %s"},
    {"16 hexadecimal digits, a number, %s",
     "16 dígitos hexadecimais, um número, %s"},
    {"the client to connect", "que o cliente se conecte"},
    {"it ended: %s", "ele acabou: %s"},
    {"it has not, in time", "isso não aconteceu a tempo"},
    {"two tokens of the key", "dois tokens da chave"},
    {"the IV must be random: with the same one, who listens sees that two "
     "texts begin alike",
     "o IV precisa ser aleatório: com o mesmo, quem escuta vê que dois textos "
     "começam igual"},
    {"two IVs for two equal lines", "dois IVs para duas linhas iguais"},
    {"the same", "o mesmo"},
    {"recv() brings bytes, not one token: a token ends at its newline",
     "recv() traz bytes, não um token: um token acaba na sua quebra de linha"},
    {"a line that is not a token of the key is dropped, and the next one goes",
     "uma linha que não é token da chave é descartada, e a próxima passa"},
    {"a token that was recorded stays authentic: the counter in it, and its "
     "age, show that it comes again",
     "um token gravado continua autêntico: o contador dentro dele e a sua "
     "idade dizem que ele vem de novo"},
    {"3007 bytes make the longest token that fits a line: a longer text is "
     "refused, and the next one goes",
     "3007 bytes fazem o token mais longo que cabe em uma linha: um texto "
     "maior é recusado, e o próximo passa"},
    {"a line goes to all but its sender, as it is",
     "uma linha vai a todos menos a quem a enviou, como ela é"},
    {"a key file is taken only if it is there, and its owner's alone",
     "um arquivo de chave só é aceito se existe e se é só do dono"},
    {"no connection without a key", "nenhuma conexão sem chave"},
    {"mode 0600, from the first moment on",
     "modo 0600, desde o primeiro momento"},
    {"44 characters of a key, and a newline",
     "os 44 caracteres de uma chave, e uma quebra de linha"},
    {"a key that others use is gone for good once it is overwritten",
     "uma chave que outros usam está perdida quando se escreve por cima dela"},
    {"the same key as before", "a mesma chave de antes"},
    {"another", "outra"},
    {"the bytes of a key come from the kernel",
     "os bytes de uma chave vêm do núcleo"},
    {"two keys", "duas chaves"},
    {"the same twice", "duas vezes a mesma"},
    {"first a newline, then blanks, to the next multiple of 256 bytes or to "
     "3007: so a message of 256 bytes becomes one of 512, and one of 3007 has "
     "no room for any",
     "primeiro uma quebra de linha, depois espaços, até o próximo múltiplo de "
     "256 bytes ou até 3007: assim uma mensagem de 256 bytes vira uma de 512, "
     "e em uma de 3007 não cabe nada"},
    {"%zu bytes, the newline after byte %zu",
     "%zu bytes, a quebra depois do byte %zu"},
    {"%zu bytes, the newline after byte %zu: %s",
     "%zu bytes, a quebra depois do byte %zu: %s"},
    {"-p is an option: getopt(3) takes it before HOST",
     "-p é uma opção: getopt(3) a lê antes de HOST"},
    {"what is encrypted is as long as its text, but for the last 16 bytes: pad "
     "before fernet_encrypt()",
     "o que foi cifrado tem o tamanho do texto, de 16 em 16 bytes: complete "
     "antes de fernet_encrypt()"},
    {"tokens of one length for texts of 1 and 150 bytes",
     "tokens do mesmo tamanho para textos de 1 e de 150 bytes"},
    {"%zu and %zu characters", "%zu e %zu caracteres"},
    {"the receiver takes off what comes from the newline on, and nothing else: "
     "blanks before it, or without one, are the text's own",
     "quem recebe tira o que vem a partir da quebra, e nada mais: espaços "
     "antes dela, ou sem ela, são do texto"},
    {"everything from the newline on is taken off, whatever it is, and not "
     "only blanks",
     "tudo a partir da quebra é tirado, seja o que for, e não só espaços"},
    {"a text is bytes, not a string: look for the newline in all of it, with "
     "memchr(), and not up to a zero byte",
     "um texto são bytes, e não uma string: procure a quebra nele inteiro, com "
     "memchr(), e não até um byte zero"},
    {"on SIGHUP the client reads KEYFILE again, and says the fingerprint of "
     "its first key on standard error, as at the start",
     "com SIGHUP o cliente lê KEYFILE de novo e diz na saída de erros a "
     "impressão digital da primeira chave, como no começo"},
    {"with -p each message is padded, joins and leaves too: else the relay "
     "knows them by their length",
     "com -p cada mensagem é completada, também a de quem entra ou sai: senão "
     "o "
     "retransmissor as reconhece pelo tamanho"},
    {"padding takes nothing away from what one may say: a message of 3007 "
     "bytes has no room for any, and goes as it is",
     "completar não tira nada do que se pode dizer: em uma mensagem de 3007 "
     "bytes não cabe nada, e ela vai como está"},
    {"chat.key is the usual one", "chat.key é o de costume"},
    {"KEYFILE need not be given: then it is chat.key, on SIGHUP as at the "
     "start",
     "KEYFILE pode faltar na linha de comando: então é chat.key, no SIGHUP "
     "como "
     "no início"},
    {"the client has read KEYFILE again before, and not this time: it has to "
     "forget a signal before it reads, and not afterwards, or one that comes "
     "meanwhile is lost. And a handler that reads it itself may wait forever "
     "for a lock",
     "o cliente já leu KEYFILE de novo antes, e desta vez não: ele precisa "
     "esquecer um sinal antes de ler, e não depois, ou o que vem nesse "
     "meio-tempo se perde. E um tratador que lê o arquivo por si mesmo pode "
     "esperar para sempre por uma trava"},
    {"with -r a salt may be short, whatever number of rounds it says",
     "com -r o sal pode ser curto, seja qual for o número de rodadas"},
    {"a line was refused, so not everything went: the exit status is 1, also "
     "if the signal came after it",
     "uma linha foi recusada, então nem tudo foi enviado: o status de saída é "
     "1, mesmo que o sinal tenha vindo depois"},
    {"a line that is too long is refused to its end, also when the signal "
     "comes in the middle of it, once or twice: what is still to come of it is "
     "not a line of its own",
     "uma linha longa demais é recusada até o fim, também quando o sinal vem "
     "no meio dela, uma ou duas vezes: o que ainda falta vir dela não é uma "
     "linha à parte"},
    {"a signal comes at any moment, here to a thread that holds a lock: a "
     "handler that takes it waits forever. Let the handler write a byte into a "
     "pipe, and load the keys elsewhere",
     "um sinal vem a qualquer momento, aqui a uma thread que segura uma trava: "
     "um tratador que a peça espera para sempre. Deixe o tratador escrever um "
     "byte em um pipe, e carregue as chaves em outro lugar"},
    {"the signal may come while the file is being read. A handler that reads "
     "it itself may wait forever for a lock that the thread it interrupts "
     "holds; and who notes the signal has to forget it before reading, and not "
     "afterwards, or the newer file is never read",
     "o sinal pode vir enquanto o arquivo é lido. Um tratador que o lê por si "
     "mesmo pode esperar para sempre por uma trava que a thread interrompida "
     "segura; e quem anota o sinal precisa esquecê-lo antes de ler, e não "
     "depois, ou o arquivo mais novo nunca é lido"},
    {"a file that was opened is closed, whatever was found in it: here the "
     "client has no more descriptors",
     "um arquivo que foi aberto é fechado, seja o que for que havia nele: aqui "
     "o cliente já não tem descritores"},
    {"a line that is too long is refused to its end",
     "uma linha longa demais é recusada até o fim"},
    {"each file that was opened is closed", "cada arquivo aberto é fechado"},
    {"the signal may come at any moment",
     "o sinal pode vir a qualquer momento"},
    {"the salt counts to its end, and not its first 16 bytes alone",
     "o sal conta até o fim, e não só os primeiros 16 bytes"},
    {"another key with a longer salt", "outra chave com um sal mais longo"},
    {"read() brings what is there, and that may be a piece of the line: read "
     "on until its newline, or the end",
     "read() traz o que há, e isso pode ser um pedaço da linha: continue lendo "
     "até a quebra dela, ou até o fim"},
    {"a handler that takes no lock", "um tratador que não pede trava alguma"},
    {"one that does", "um que pede"},
    {"the key of the whole line", "a chave da linha inteira"},
    {"a line counts though it comes in pieces",
     "uma linha vale, ainda que venha em pedaços"},
    {"open(2) makes the file for its owner alone if it is told so, with 0600: "
     "keyfile_create() does that",
     "open(2) faz o arquivo só para o dono se lhe pedem isso, com 0600: "
     "keyfile_create() faz assim"},
    {"KEYFILE may hold up to four keys, a line each",
     "KEYFILE pode ter até quatro chaves, uma por linha"},
    {"the fingerprint of the first key is shown on standard error",
     "a impressão digital da primeira chave aparece na saída de erros"},
    {"a token is dropped only if it is of none of the keys",
     "um token só é descartado se não é de nenhuma das chaves"},
    {"the first key encrypts", "a primeira chave cifra"},
    {"a token that is too old is expired, and one of tomorrow from the future, "
     "whichever key it is of: the keys behind that one have no say in it",
     "um token velho demais expirou, e um de amanhã vem do futuro, seja de que "
     "chave for: as chaves depois dela não têm voz nisso"},
    {"a token is decrypted with the keys that there are when it comes, not "
     "with a copy that was made before the wait for it",
     "um token é decifrado com as chaves que há quando ele chega, e não com "
     "uma cópia feita antes de esperar por ele"},
    {"only a key of the file decrypts: a place for one in which there is none "
     "holds 32 zero bytes, which anybody can guess",
     "só uma chave do arquivo decifra: um lugar em que não há chave tem 32 "
     "bytes zero, que qualquer um adivinha"},
    {"the keys that were loaded last are taken at once, and no other",
     "as chaves carregadas por último valem na hora, e nenhuma outra"},
    {"a key that others encrypt with must be among those that one decrypts "
     "with, after SIGHUP as before",
     "uma chave com que os outros cifram precisa estar entre as que se usam "
     "para decifrar, depois do SIGHUP como antes"},
    {"a key that is no longer in the file decrypts no longer",
     "uma chave que saiu do arquivo já não decifra"},
    {"what has been read of a line when the signal comes is still part of it",
     "o que já foi lido de uma linha quando vem o sinal continua a ser parte "
     "dela"},
    {"on SIGHUP the client says on standard error that the file is not sound, "
     "and why: one line that is not a key is enough, be it empty or a fifth "
     "one, and so is a mode that lets others read it",
     "com SIGHUP o cliente diz na saída de erros que o arquivo não é válido, "
     "e por quê: basta uma linha que não é chave, seja vazia ou a "
     "quinta, ou um modo que deixe outros ler"},
    {"why the file is not sound", "por que o arquivo não é válido"},
    {"a file that is not sound must not cost the keys in use: read it into "
     "another place, and take them from there if all is well",
     "um arquivo que não é válido não pode custar as chaves em uso: "
     "leia-o para outro lugar, e pegue-as de lá se tudo estiver bem"},
    {"keygen -p SALT [-r ROUNDS] KEYFILE reads the passphrase from standard "
     "input, and makes the file",
     "keygen -p SALT [-r ROUNDS] KEYFILE lê a frase da entrada padrão e faz o "
     "arquivo"},
    {"the newline that ends the line is not part of the passphrase",
     "a quebra que encerra a linha não faz parte da frase"},
    {"in U_1 the number of the block follows the salt: 0 0 0 1",
     "em U_1 o número do bloco vem depois do sal: 0 0 0 1"},
    {"the blocks are numbered from 1, not from 0",
     "os blocos se numeram a partir de 1, não de 0"},
    {"the number of the block is big-endian: 0 0 0 1",
     "o número do bloco é big-endian: 0 0 0 1"},
    {"the passphrase is the key of each HMAC, the salt its first text",
     "a frase é a chave de cada HMAC, e o sal, o primeiro texto"},
    {"one round too many: U_1 is the first of ROUNDS",
     "uma rodada a mais: U_1 é a primeira de ROUNDS"},
    {"one round too few: U_1 is the first of ROUNDS",
     "uma rodada a menos: U_1 é a primeira de ROUNDS"},
    {"the key is the XOR of all U, not the last of them",
     "a chave é o XOR de todos os U, não o último deles"},
    {"RFC 8018, section 5.2: U_1 = HMAC(passphrase, salt 0 0 0 1), U_2 = "
     "HMAC(passphrase, U_1), ...; the key is the XOR of all",
     "RFC 8018, seção 5.2: U_1 = HMAC(frase, sal 0 0 0 1), U_2 = HMAC(frase, "
     "U_1), ...; a chave é o XOR de todos"},
    {"the key %s", "a chave %s"},
    {"the same key again", "a mesma chave de novo"},
    {"another key with another salt", "outra chave com outro sal"},
    {"what hashlib.pbkdf2_hmac makes with 600000 rounds",
     "o que hashlib.pbkdf2_hmac faz com 600000 rodadas"},
    {"found no python3 here: the keys are those that hashlib made elsewhere",
     "não achou python3 aqui: as chaves são as que a hashlib fez em outro "
     "lugar"},
    {"each byte of the line counts, blanks and tabs too, and a passphrase of "
     "over 64 bytes is hashed first, as HMAC does; one of 64 is not",
     "cada byte da linha conta, espaços e tabulações também, e de uma frase "
     "com mais de 64 bytes se tira antes o hash, como faz o HMAC; de uma de "
     "64, não"},
    {"a salt may be long, and counts to its end",
     "um sal pode ser longo, e conta até o fim"},
    {"with -r any salt will do, an empty one too",
     "com -r qualquer sal serve, também um vazio"},
    {"a passphrase of over 4095 bytes is refused: if its rest were dropped, "
     "two passphrases would make one key",
     "uma frase de mais de 4095 bytes é recusada: se o resto se perdesse, duas "
     "frases fariam a mesma chave"},
    {"read() fails where standard input is a directory: that is not the end of "
     "the input, and no key is made of it",
     "read() falha onde a entrada padrão é um diretório: isso não é o fim da "
     "entrada, e não se faz chave disso"},
    {"a salt may be of any length", "um sal pode ter qualquer tamanho"},
    {"what is not a passphrase makes no key",
     "o que não é frase não faz chave"},
    {"what hashlib.pbkdf2_hmac makes: %s", "o que hashlib.pbkdf2_hmac faz: %s"},
    {"a salt of under 16 bytes is refused, unless -r says that it is for a "
     "test",
     "um sal de menos de 16 bytes é recusado, a não ser que -r diga que é um "
     "teste"},
    {"a zero byte is part of the passphrase like any other: it is a line, and "
     "not a string",
     "um byte zero faz parte da frase como qualquer outro: ela é uma linha, e "
     "não uma string"},
    {"only the newline is taken off: a CR before it counts, and what is not "
     "UTF-8",
     "só se tira a quebra: um CR antes dela conta, e o que não é UTF-8 também"},
    {"a last line need not end in a newline: then the end of the input ends it",
     "a última linha não precisa acabar em uma quebra: então o fim da entrada "
     "a encerra"},
    {"a passphrase may have up to 4095 bytes, and each of them counts",
     "uma frase pode ter até 4095 bytes, e cada um deles conta"},
    {"a file that is there stays as it is, with -p as without",
     "um arquivo que já existe fica como está, com -p ou sem"},
    {"the file as it was", "o arquivo como era"},
    {"a salt of 16 bytes is long enough", "um sal de 16 bytes já basta"},
    {"neither the passphrase nor the key is shown",
     "nem a frase nem a chave aparece"},
    {"no secret", "nenhum segredo"},
    {"a line is bytes, up to its newline or the end",
     "uma linha são bytes, até a quebra ou o fim"},
    {"a long line counts to its end", "uma linha longa conta até o fim"},
    {"a file that is there stays as it is",
     "um arquivo que já existe fica como está"},
    {"no key file", "nenhum arquivo de chave"},
    {"one", "um"},
    {"what has been seen stays seen: with new keys the client must not forget "
     "which messages it has shown, or the relay can have them shown again",
     "o que já foi visto continua visto: com chaves novas o cliente não pode "
     "esquecer que mensagens mostrou, ou quem repassa consegue mostrá-las de "
     "novo"},
    {"a key file is taken as the step's client takes it: a CR may come before "
     "the newline of each key",
     "um arquivo de chaves é aceito como o cliente do passo o aceita: antes da "
     "quebra de cada chave pode vir um CR"},
    {"the last line of a key file need not end in a newline: what Python "
     "writes does not",
     "a última linha de um arquivo de chaves não precisa acabar em uma quebra: "
     "o que o Python escreve não acaba"},
    {"a file of Windows or Python is taken",
     "um arquivo do Windows ou do Python é aceito"},
    {"what was shown stays shown", "o que foi mostrado continua mostrado"},
    {"a zero byte counts in a last line without a newline, too: its length is "
     "what was read, and not where a string would end",
     "um byte zero conta também em uma última linha sem quebra: o tamanho dela "
     "é o que foi lido, e não onde uma string acabaria"},
    {"the end of the input ends a passphrase of 4095 bytes, too: it is not too "
     "long",
     "o fim da entrada encerra também uma frase de 4095 bytes: ela não é longa "
     "demais"},
    {"read() may also fail when a part of the line has come: that is not the "
     "end of the input, and no key is made of the part",
     "read() também pode falhar quando veio uma parte da linha: isso não é o "
     "fim da entrada, e não se faz chave dessa parte"},
    {"a line that breaks off makes no key",
     "uma linha interrompida não faz chave"},
    {"after the newline come blanks and nothing else: what is left there of a "
     "longer message must not be sent again",
     "depois da quebra vêm espaços e nada mais: o que sobrou ali de uma "
     "mensagem mais longa não pode ser enviado de novo"},
    {"of joins and leaves, too, everything from the newline on is taken off, "
     "whatever it is",
     "nos avisos de entrada e de saída também se corta tudo a partir da "
     "quebra, seja o que for"},
    {"what has been seen stays seen, also if its key goes and comes back: "
     "remember senders and their counters, whichever key it was",
     "o que já foi visto continua visto, também se a chave sai e volta: "
     "lembre-se de quem enviou e dos contadores, seja qual for a chave"},
    {"what a client has said itself is not shown to it, should it come back: "
     "SIGHUP changes keys, and RUN stays what it has been since the start",
     "o que um cliente disse não lhe é mostrado, se voltar para ele: o SIGHUP "
     "troca chaves, e RUN continua como é desde o começo"},
    {"SIGTERM is still a farewell when SIGHUP comes with it: who takes bytes "
     "out of a pipe that wakes must look at each of them, for they do not all "
     "say the same",
     "SIGTERM continua a ser uma despedida quando vem junto com o SIGHUP: "
     "olhe cada byte que tirar do pipe que acorda o programa, pois nem todos "
     "querem dizer o mesmo"},
    {"what one has said oneself is not shown",
     "o que o próprio cliente disse não aparece"},
    {"SIGHUP does not swallow a farewell", "o SIGHUP não engole uma despedida"},
    {"a newline ends the passphrase, though the input goes on: who types it at "
     "a terminal has said it all",
     "uma quebra encerra a frase, ainda que a entrada não tenha acabado: quem "
     "a digita em um terminal já disse tudo"},
    {"byte 255 is part of the passphrase like any other. In C, what getchar() "
     "returns has to go into an int: in a char, that byte looks like EOF",
     "o byte 255 faz parte da frase como qualquer outro. Em C, o que getchar() "
     "devolve tem de ir para um int: em um char, esse byte se confunde com "
     "EOF"},
    {"no secret is shown, and a passphrase that is refused is one, too: not "
     "even a part of it belongs in the complaint",
     "nenhum segredo aparece, e uma frase recusada também é um: nem uma parte "
     "dela cabe na mensagem de erro"},
    {"-p \"$(head -c %d /dev/zero | tr '\\0' s)\" -r 1000",
     "-p \"$(head -c %d /dev/zero | tr '\\0' s)\" -r 1000"},
};
const size_t pt_07_count = sizeof pt_07 / sizeof *pt_07;
