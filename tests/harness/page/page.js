// page.js - steps through a recorded run. The run is the JSON document in this
// page (README.md describes it). All that a program or the network said gets
// into the page as text, never as HTML. Only what can be seen is built, so a run
// of 20,000 steps opens as fast as one of twenty.
'use strict';

const doc = JSON.parse(document.getElementById('document').textContent);
const {steps, lanes, programs, sockets, acts, sources} = doc;
const NARROW = 44, ROW = 30, LOW_ROW = 20; // pixels: a step in the time line, and a lane
const FEW_LANES = 6; // that get a whole row
const PACE = 1500; // ms from one step to the next when it plays
const ADDRESS_DELAY = 200; // ms until the address follows
const MOST_RETURNED = 5;

// ---- words ----

const WORDS = {
    en: {
        beat: 'Beat', find: 'Find', ask: 'Ask first', help: 'Keys and notes', back: 'Back',
        on: 'On', play: 'Play', stop: 'Stop', slider: 'Step', line: 'Time line',
        question: 'What will it return? (→ shows it)', whole: 'The whole run',
        step: (n, all) => `step ${n} of ${all}`, since: s => `after ${s} s`,
        more: n => `${n} more like this`, others: n => `(and ${n} more, which this page does not keep)`, open: 'show them one by one',
        kernel: 'The kernel', nothing: 'There is no open socket.',
        queue: 'Queue for accept:', empty: 'empty', buffer: 'Receive buffer',
        waitsHere: (who, call) => `${who}: ${call} waits here`,
        goesOn: (who, call) => `${who}: ${call} can go on`, stoppedHere: (who, call) => `${who}: stopped in ${call}`,
        underWay: n => `${bytes(n)} under way`,
        end: 'END', bytes: n => n === 1 ? '1 byte' : `${figure(n)} bytes`,
        from: who => `from ${who}`, lost: 'lost', more_bytes: n => `… ${bytes(n)} in all`,
        noFd: 'no descriptor any more', notYet: 'not accepted yet', descriptor: n => `descriptor ${n}`,
        stranger: 'not on record', reset: 'reset', derived: '* follows from the calls; the kernel was not asked',
        lingering: 'Outlive their descriptors:', returned: 'This line has returned:',
        calls: 'The calls of this program:', threads: 'threads:', thread: n => `thread ${n}`, noServer: 'No server runs now.', noClient: 'No client runs now.',
        unknown: 'other end', waits: call => `${call} waits`, runs: 'between two calls', stopped: 'stopped', ended: 'ended',
        none: 'not found', of: (n, all) => `${n} of ${all}`, before: 'before the first beat', offRecord: 'not recorded',
        keys: [['← →', 'one step back, one on'], ['↑ ↓', 'what the same program did before, does next (in a panel that was clicked: scroll)'],
            ['PgUp PgDn', 'the beat before, the next one'], ['Home End', 'first step, last step'],
            ['Space', 'plays, stops'], ['/', 'finds; Enter goes to the next place'],
            ['Enter', 'opens what is folded'], ['#s17', 'at the end of the address: step 17']],
        terms: {
            LISTEN: 'a listener: it has no peer, connections wait in its queue',
            SYN_SENT: 'it has asked for a connection, and there is no answer yet',
            SYN_RECV: 'it was asked for a connection, and has said yes',
            ESTABLISHED: 'both ends may send and receive',
            FIN_WAIT_1: 'it has said that no more will come, and that is on its way',
            FIN_WAIT_2: 'the other end knows that no more will come; it may still send',
            CLOSE_WAIT: 'the other end sends no more; this one still may',
            CLOSING: 'both have said it at the same moment',
            LAST_ACK: 'both have said it; this end waits until the other knows',
            TIME_WAIT: 'over; the kernel remembers it for a minute, because of late packets',
            CLOSED: 'over; what has come before may still be read',
            'RST, reset': 'the connection was thrown away, and all that was under way with it',
            'POLLIN, POLLOUT': 'there is something to read (or the end); there is room to write',
            'POLLHUP, POLLERR': 'both ways are over; an error is waiting to be asked for',
        },
        askedWhat: '“Ask first” hides what a call returns, and what it means, until → is pressed once more.',
    },
    'pt-BR': {
        beat: 'Cena', find: 'Buscar', ask: 'Perguntar antes', help: 'Teclas e notas', back: 'Voltar',
        on: 'Avançar', play: 'Reproduzir', stop: 'Parar', slider: 'Passo', line: 'Linha do tempo',
        question: 'O que a chamada vai devolver? (→ mostra)', whole: 'A execução inteira',
        step: (n, all) => `passo ${n} de ${all}`, since: s => `depois de ${s} s`,
        more: n => `mais ${n} como esta`, others: n => `(e mais ${n}, que esta página não guarda)`, open: 'ver uma por uma',
        kernel: 'O kernel', nothing: 'Não há socket aberto.',
        queue: 'Fila para o accept:', empty: 'vazia', buffer: 'Buffer de recepção',
        waitsHere: (who, call) => `${who}: ${call} espera aqui`,
        goesOn: (who, call) => `${who}: ${call} já pode continuar`, stoppedHere: (who, call) => `${who}: parado em ${call}`,
        underWay: n => `${bytes(n)} a caminho`,
        end: 'FIM', bytes: n => n === 1 ? '1 byte' : `${figure(n)} bytes`,
        from: who => `de ${who}`, lost: 'perdido', more_bytes: n => `… ${bytes(n)} ao todo`,
        noFd: 'já sem descritor', notYet: 'ainda não aceita', descriptor: n => `descritor ${n}`,
        stranger: 'sem registro', reset: 'resetada', derived: '* segue das chamadas; o kernel não foi consultado',
        lingering: 'Sobrevivem aos descritores:', returned: 'Esta linha devolveu:',
        calls: 'As chamadas deste programa:', threads: 'threads:', thread: n => `thread ${n}`, noServer: 'Nenhum servidor está rodando.', noClient: 'Nenhum cliente está rodando.',
        unknown: 'outra ponta', waits: call => `${call} espera`, runs: 'entre duas chamadas', stopped: 'parado', ended: 'terminou',
        none: 'não encontrado', of: (n, all) => `${n} de ${all}`, before: 'antes da primeira cena', offRecord: 'sem registro',
        keys: [['← →', 'um passo para trás, um para a frente'], ['↑ ↓', 'o que o mesmo programa fez antes, faz depois (em um painel clicado: rolar)'],
            ['PgUp PgDn', 'a cena anterior, a seguinte'], ['Home End', 'primeiro passo, último passo'],
            ['Espaço', 'reproduz, para'], ['/', 'busca; Enter vai ao lugar seguinte'],
            ['Enter', 'abre o que está dobrado'], ['#s17', 'no fim do endereço: o passo 17']],
        terms: {
            LISTEN: 'escuta: não tem outra ponta, as conexões esperam na fila dele',
            SYN_SENT: 'pediu uma conexão, e ainda não há resposta',
            SYN_RECV: 'pediram uma conexão a ele, e ele disse que sim',
            ESTABLISHED: 'as duas pontas podem enviar e receber',
            FIN_WAIT_1: 'disse que não vem mais nada, e isso está a caminho',
            FIN_WAIT_2: 'a outra ponta sabe que não vem mais nada; ela ainda pode enviar',
            CLOSE_WAIT: 'a outra ponta não envia mais; esta ainda pode',
            CLOSING: 'as duas disseram isso no mesmo instante',
            LAST_ACK: 'as duas já disseram; esta espera até que a outra saiba',
            TIME_WAIT: 'acabou; o kernel se lembra dela por um minuto, por causa de pacotes atrasados',
            CLOSED: 'acabou; o que chegou antes ainda pode ser lido',
            'RST, resetada': 'a conexão foi jogada fora, com tudo o que estava a caminho',
            'POLLIN, POLLOUT': 'há o que ler (ou o fim); há espaço para escrever',
            'POLLHUP, POLLERR': 'os dois sentidos acabaram; há um erro à espera de quem pergunte',
        },
        askedWhat: '“Perguntar antes” esconde o que uma chamada devolve, e o que isso significa, até que → seja apertada mais uma vez.',
    },
};
let language = 'en';
function words() { return WORDS[language]; }
function bytes(n) { return words().bytes(n); }
function figure(n) { return n.toLocaleString(language); }
function inLanguage(text) { return text ? text[language === 'en' ? 'en' : 'pt'] || text.en : ''; }
function sentenceOf(step) { return inLanguage(doc.sentences[step.sentence]); }

// ---- what is built ----

// What is to be brought into view when all of it stands: to ask for a place in
// between makes the browser lay out the page each time. How high the lines around
// it are is known only when they have been painted: so in some more frames, too.
let toCentre = [];
function centre(panel, part) { toCentre.push([panel, part]); }
function centreAll(again = 5) {
    const aimed = toCentre;
    const places = aimed.map(([panel, part]) =>
        part.offsetTop - Math.max(0, (panel.clientHeight - part.offsetHeight) / 2));
    aimed.forEach(([panel], i) => { panel.scrollTop = places[i]; });
    if (again > 0) requestAnimationFrame(() => aimed === toCentre && centreAll(again - 1));
}

function byId(id) { return document.getElementById(id); }

function element(name, className, ...content) {
    const made = document.createElement(name);
    if (className) made.className = className;
    made.append(...content.filter(part => part !== null && part !== undefined));
    return made;
}

function button(text, pressed, action) {
    const made = element('button', '', text);
    made.setAttribute('aria-pressed', pressed);
    made.addEventListener('click', action);
    return made;
}

function drawn(name, attributes, text) {
    const made = document.createElementNS('http://www.w3.org/2000/svg', name);
    for (const key of Object.keys(attributes)) made.setAttribute(key, attributes[key]);
    if (text !== undefined) made.textContent = text;
    return made;
}

function colourOf(lane) { return 's' + lanes[lane].program % 6; }

// ---- the run: where each lane and the kernel are after a step ----

const stepsOf = lanes.map(() => []); // of each lane: its steps
steps.forEach((step, n) => stepsOf[step.lane].push(n));

// How many of the ascending numbers are at most n.
function countUpTo(numbers, n) {
    let low = 0, high = numbers.length;
    while (low < high) {
        const middle = (low + high) >> 1;
        if (numbers[middle] <= n) low = middle + 1;
        else high = middle;
    }
    return low;
}

// The last step of a lane up to n; -1: none.
function lastOf(lane, n) {
    const count = countUpTo(stepsOf[lane], n);
    return count === 0 ? -1 : stepsOf[lane][count - 1];
}

function startOf(lane) {
    const starts = lanes[lane].starts;
    return starts === undefined ? stepsOf[lane][0] : Math.min(starts, stepsOf[lane][0]);
}

// Where a lane ends: with its program, or never; a thread when it is joined.
const programEnd = new Map();
steps.forEach((step, n) => {
    if (step.kind === 'end') programEnd.set(lanes[step.lane].program, n);
});
const endOf = lanes.map(lane => {
    const end = programEnd.get(lane.program);
    return lane.joined !== undefined ? lane.joined : end !== undefined ? end : Infinity;
});
function livesAt(lane, n) { return stepsOf[lane].length > 0 && startOf(lane) <= n && n <= endOf[lane]; }

// A program that Ctrl-Z has stopped does nothing until it is told to go on.
const signalsTo = new Map(); // a program: its steps
steps.forEach((step, n) => {
    if (step.kind !== 'signal') return;
    const program = lanes[step.lane].program;
    signalsTo.set(program, [...(signalsTo.get(program) || []), n]);
});
function isStopped(lane, n) {
    const signals = signalsTo.get(lanes[lane].program) || [];
    const count = countUpTo(signals, n);
    return count > 0 && /^SIG(STOP|TSTP)/.test(steps[signals[count - 1]].text);
}

function isHeld(n) { return n >= 0 && steps[n].waits === true && steps[n].kind === 'call'; }

// The kernel, as the changes of all steps up to `n` leave it: a map from the
// socket's number to what is known of it. What the last step changed is marked.
const kernel = {n: -1, known: new Map()};

function kernelAt(n) {
    if (n < kernel.n) Object.assign(kernel, {n: -1, known: new Map()});
    while (kernel.n < n) {
        kernel.n++;
        for (const known of kernel.known.values()) known.fresh = {};
        for (const change of steps[kernel.n].changes || []) apply(kernel.known, change);
        if (steps[kernel.n].kind === 'end') nobodyWaits(lanes[steps[kernel.n].lane].program);
    }
    return kernel.known;
}

function nobodyWaits(program) {
    for (const known of kernel.known.values())
        for (const lane of [...known.waiting.keys()])
            if (lanes[lane].program === program) known.waiting.delete(lane);
}

function apply(all, change) {
    const first = {id: change.socket, waiting: new Map(), derived: {}, fresh: {}};
    // Its addresses come with the changes that made them.
    const known = all.get(change.socket) ||
        Object.assign(first, sockets[change.socket], {peer: undefined, self: undefined});
    all.set(change.socket, known);
    for (const field of Object.keys(change)) {
        if (['socket', 'derived', 'waits', 'goes'].includes(field)) continue;
        known.fresh[field] = field === 'lost' ||
            JSON.stringify(known[field]) !== JSON.stringify(change[field]);
        known[field] = change[field];
        known.derived[field] = change.derived === true;
    }
    if (change.fd !== undefined && change.fd !== null) known.hadFd = true;
    if (change.waits) known.waiting.set(change.waits.lane, change.waits.call);
    if (change.goes) known.waiting.delete(change.goes.lane);
}

// ---- where one is ----

let here = 0; // a step
let revealed = true; // with "Ask first": its result may be seen
const opened = new Set(); // of the repeats, those that are unfolded
const picked = {left: null, right: null}; // a lane that was chosen, until the next step
let frame = 0; // of the stack, the one that is shown
let timer = 0; // it plays
let addressTimer = 0;

function asks() {
    return byId('ask').checked && !revealed && steps[here].result !== undefined;
}

// Repeats are folded until they are opened. A single step can stand for others
// as well, which the document does not have.
const foldAt = new Map(), standsFor = new Map();
doc.repeats.forEach((fold, i) => {
    if (fold.first === fold.last) standsFor.set(fold.first, fold.count);
    else for (let n = fold.first; n <= fold.last; n++) foldAt.set(n, i);
});
function foldOf(n) {
    const i = foldAt.get(n);
    return i === undefined || opened.has(i) ? null : doc.repeats[i];
}

function actOf(n) {
    return countUpTo(acts.map(act => act.first), n) - 1;
}

// An act that was played off the record.
function isUnseen(act) {
    const next = act + 1 < acts.length ? acts[act + 1].first : steps.length;
    return acts[act].first >= next;
}

// First and last step of the act that n is in.
function bounds(n) {
    const act = actOf(n);
    return {
        first: act < 0 ? 0 : acts[act].first,
        last: act + 1 < acts.length ? acts[act + 1].first - 1 : steps.length - 1,
    };
}

function go(n, keep) {
    const fold = foldOf(n);
    here = Math.max(0, Math.min(steps.length - 1, fold ? fold.first : n));
    revealed = !byId('ask').checked || keep === true;
    picked.left = picked.right = null;
    frame = 0;
    show();
    noteAddress();
}

// A browser minds if the address changes with each repetition of a key.
function noteAddress() {
    clearTimeout(addressTimer);
    addressTimer = setTimeout(() => history.replaceState(null, '', '#s' + (here + 1)), ADDRESS_DELAY);
}

function onward() {
    if (asks()) {
        revealed = true;
        show();
        return;
    }
    const fold = foldOf(here);
    if (here < steps.length - 1) go(fold ? Math.min(fold.last + 1, steps.length - 1) : here + 1);
}

function backward() {
    if (here > 0) go(here - 1, true);
}

// What the same program does next (1) or did before (-1).
function sameProgram(direction) {
    const program = lanes[steps[here].lane].program;
    const fold = foldOf(here);
    let n = direction > 0 && fold ? fold.last + 1 : here + direction;
    while (n >= 0 && n < steps.length && lanes[steps[n].lane].program !== program) n += direction;
    if (n >= 0 && n < steps.length) go(n);
}

function anotherAct(direction) {
    const {first, last} = bounds(here);
    if (direction > 0 && last < steps.length - 1) go(last + 1);
    if (direction < 0) go(first > 0 ? bounds(first - 1).first : 0);
}

function unfold() {
    const i = foldAt.get(here);
    if (i === undefined) return;
    opened.add(i);
    show();
}

function play(start) {
    clearInterval(timer);
    timer = start ? setInterval(() => {
        if (here === steps.length - 1 && !asks()) play(false);
        else onward();
    }, PACE) : 0;
    byId('play').textContent = timer ? '❚❚' : '▶';
    byId('play').setAttribute('aria-label', timer ? words().stop : words().play);
}

// ---- above: what has just happened ----

function seconds(step) {
    const digits = step.at < 1e6 ? 4 : 2;
    return (step.at / 1e6).toLocaleString(language, {minimumFractionDigits: digits, maximumFractionDigits: digits});
}

function textOf(step) {
    return asks() ? step.text.replace(/ = .*/, ' = ?') : step.text;
}

function showTold() {
    const step = steps[here], fold = foldOf(here);
    const others = standsFor.get(here);
    byId('others').textContent = others ? ' ' + words().others(others - 1) : '';
    byId('by').textContent = lanes[step.lane].name;
    byId('by').className = colourOf(step.lane);
    byId('text').textContent = fold ? '⋯ ' + words().more(fold.count) : textOf(step);
    byId('sentence').textContent = asks() ? words().question : sentenceOf(step);
    byId('sentence').classList.toggle('question', asks());
    byId('count').textContent = words().step(here + 1, steps.length);
    byId('at').textContent = words().since(seconds(step));
    byId('unfold').hidden = !fold;
    byId('unfold').textContent = words().more(fold ? fold.count : 0) + ': ' + words().open;
}

// ---- left and right: the sources ----

// Servers stand on the left: whoever binds or listens.
const serves = programs.map((_, i) => sockets.some(s => s.program === i && s.kind === 'listener'));
for (const step of steps)
    if (step.call === 'bind' || step.call === 'listen') serves[lanes[step.lane].program] = true;
function sideOf(lane) { return serves[lanes[lane].program] ? 'left' : 'right'; }

// What each line of the sources has returned, and in which steps.
const returnsAt = new Map(); // "program source" -> Map: line -> steps
steps.forEach((step, n) => {
    const at = framesOf(step).find(f => f.source !== undefined);
    if (!at || step.result === undefined) return;
    const key = lanes[step.lane].program + ' ' + at.source;
    if (!returnsAt.has(key)) returnsAt.set(key, new Map());
    const lines = returnsAt.get(key);
    if (!lines.has(at.line)) lines.set(at.line, []);
    lines.get(at.line).push(n);
});

function framesOf(step) {
    return step.stack === undefined ? [] : doc.stacks[step.stack];
}

// A lane's last step up to n that has a place in the source.
function placeOf(lane, n) {
    const own = stepsOf[lane];
    for (let i = countUpTo(own, n) - 1; i >= 0; i--)
        if (framesOf(steps[own[i]]).some(f => f.source !== undefined)) return own[i];
    return -1;
}

function resultOf(step) { return step.error ? step.error : step.result; }

// C, coloured enough to be read: comments, strings, keywords.
const TOKEN = /\/\*.*?(?:\*\/|$)|\/\/.*|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|#\s*\w+|\b(?:auto|bool|break|case|char|const|continue|default|do|double|else|enum|extern|float|for|goto|if|int|long|return|short|signed|sizeof|static|struct|switch|typedef|union|unsigned|void|volatile|while|size_t|ssize_t)\b/g;

function colouredLines(lines) {
    let inComment = false;
    return lines.map((line, i) => {
        const code = element('code');
        let from = 0;
        if (inComment) {
            const end = line.indexOf('*/');
            from = end < 0 ? line.length : end + 2;
            inComment = end < 0;
            code.append(element('span', 'co', line.slice(0, from)));
        }
        TOKEN.lastIndex = from;
        for (let token; (token = TOKEN.exec(line)); from = TOKEN.lastIndex) {
            const kind = /^\/[*/]/.test(token[0]) ? 'co' : /^["']/.test(token[0]) ? 'st' : 'kw';
            inComment = token[0].startsWith('/*') && !token[0].endsWith('*/');
            code.append(line.slice(from, token.index), element('span', kind, token[0]));
        }
        code.append(line.slice(from));
        const item = element('li', '', code);
        item.dataset.number = i + 1;
        return item;
    });
}

const listings = {left: new Map(), right: new Map()}; // built when first shown
function listingOf(side, source) {
    if (!listings[side].has(source)) {
        const list = element('ol', 'lines', ...colouredLines(sources[source].lines));
        list.tabIndex = 0;
        listings[side].set(source, list);
    }
    return listings[side].get(source);
}

// The lanes of one side that live now; the one whose step it is has ended.
function tabsOf(side, now) {
    const shown = lanes.map((_, lane) => lane).filter(lane => sideOf(lane) === side);
    return shown.filter(lane => livesAt(lane, now) || lane === steps[here].lane);
}

// The lane that a side shows: the one chosen, the one whose step it is, the one
// that it met, or whoever did something last.
function shownOf(side, tabs, now) {
    if (tabs.includes(picked[side])) return picked[side];
    if (tabs.includes(steps[here].lane)) return steps[here].lane;
    const met = steps[here].met;
    if (met !== undefined && tabs.includes(steps[met].lane)) return steps[met].lane;
    const other = otherProgram();
    const near = tabs.filter(lane => lanes[lane].program === other);
    return (near.length > 0 ? near : tabs)
        .reduce((best, lane) => lastOf(lane, now) > (best < 0 ? -2 : lastOf(best, now)) ? lane : best, -1);
}

// The program at the other end of what the step was made on.
function otherProgram() {
    const socket = sockets[steps[here].socket];
    const other = socket && sockets[socket.other];
    return other ? other.program : undefined;
}

function tabOf(side, lane, text, pressed) {
    const made = button(text, pressed, () => {
        picked[side] = lane;
        show();
    });
    if (!pressed) made.classList.add(colourOf(lane));
    return made;
}

// A tab for each program, and for each thread of the one that is shown.
function barOf(side, tabs, shown) {
    const program = shown < 0 ? undefined : lanes[shown].program;
    const own = tabs.filter(lane => lanes[lane].program === program);
    const firsts = tabs.filter((lane, i) =>
        tabs.findIndex(other => lanes[other].program === lanes[lane].program) === i);
    if (shown < 0) return '';
    const bar = element('div', 'tabs', ...firsts.map(lane => lanes[lane].program === program
        ? tabOf(side, shown, programs[program].name, true)
        : tabOf(side, lane, programs[lanes[lane].program].name, false)));
    if (own.length > 1)
        bar.append(element('span', 'faint', words().threads), ...own.map(lane => {
            const {thread} = lanes[lane];
            return tabOf(side, lane, thread === 0 ? 'main' : String(thread + 1), lane === shown);
        }));
    return bar;
}

function showSource(side, now) {
    const panel = byId(side);
    const tabs = tabsOf(side, now);
    const lane = shownOf(side, tabs, now);
    panel.classList.toggle('active', lane === steps[here].lane);
    const bar = barOf(side, tabs, lane);
    if (lane < 0) {
        const nobody = side === 'left' ? words().noServer : words().noClient;
        panel.replaceChildren(bar, element('p', 'about faint', nobody));
        return;
    }
    const at = lane === steps[here].lane ? here : lastOf(lane, now);
    const place = framesOf(steps[Math.max(at, 0)]).some(f => f.source !== undefined)
        ? at : placeOf(lane, now);
    if (place < 0) panel.replaceChildren(bar, ...callsOf(lane, now));
    else showLines(panel, bar, side, lane, place, now);
}

// The chain of functions, outermost first; each leads to its line.
function chainOf(frames, chosen, lane) {
    const parts = [];
    frames.forEach((f, i) => {
        if (parts.length > 0) parts.unshift(' › ');
        const label = f.function + (f.line ? ':' + f.line : '');
        parts.unshift(f.source === undefined ? label : button(label, i === chosen, () => {
            frame = i;
            picked[sideOf(lane)] = lane;
            show();
        }));
    });
    return parts;
}

function showLines(panel, bar, side, lane, place, now) {
    const frames = framesOf(steps[place]);
    const mine = lane === steps[here].lane || lane === picked[side];
    const top = frames.findIndex(f => f.source !== undefined);
    const wanted = mine && frame > top && frames[frame];
    const chosen = wanted && wanted.source !== undefined ? frame : top;
    const {source, line} = frames[chosen];
    const list = listingOf(side, source);
    const about = element('div', 'about', element('span', 'faint', sources[source].path + ' '),
        element('br'), ...chainOf(frames, chosen, lane));
    const returned = returnedBy(lane, source, line, now);
    if (returned) about.append(element('br'), returned);
    if (panel.lastChild !== list) panel.replaceChildren(bar, about, list);
    else {
        panel.children[0].replaceWith(bar);
        panel.children[1].replaceWith(about);
    }
    const how = isHeld(place) && now < endOf[lane] ? 'waiting' : place === here ? 'here' : 'was';
    markLines(list, lane, source, frames, line, now, how);
}

function returnedBy(lane, source, line, now) {
    const lines = returnsAt.get(lanes[lane].program + ' ' + source);
    const all = lines && lines.get(line);
    const count = all ? countUpTo(all, now) : 0;
    if (count === 0) return null;
    const from = Math.max(0, count - MOST_RETURNED);
    const values = all.slice(from, count).map(n => resultOf(steps[n]));
    return element('span', '', words().returned + ' ' + (from > 0 ? '… ' : '') + values.join(', '));
}

function markLines(list, lane, source, frames, line, now, how) {
    for (const old of list.querySelectorAll('[class], [data-returned]')) {
        if (old.localName !== 'li') continue;
        old.removeAttribute('class');
        old.removeAttribute('data-returned');
        old.removeAttribute('aria-current');
    }
    const lines = returnsAt.get(lanes[lane].program + ' ' + source) || new Map();
    for (const [number, all] of lines) {
        const count = countUpTo(all, now);
        if (count > 0 && !(asks() && how === 'here' && number === line))
            list.children[number - 1].dataset.returned = resultOf(steps[all[count - 1]]);
    }
    for (const f of frames)
        if (f.source === source && f.line !== line && list.children[f.line - 1])
            list.children[f.line - 1].className = 'caller';
    const marked = list.children[line - 1];
    if (!marked) return;
    marked.className = how;
    marked.setAttribute('aria-current', 'true');
    if (how === 'waiting') delete marked.dataset.returned;
    centre(list, marked);
}

// Without source lines: what the program called last.
function callsOf(lane, now) {
    const own = stepsOf[lane];
    const count = countUpTo(own, now);
    const program = programs[lanes[lane].program];
    const list = element('ol', 'lines calls', ...own.slice(Math.max(0, count - 50), count).map(n =>
        element('li', n === here ? 'here' : isHeld(n) && n === own[count - 1] ? 'waiting' : '',
            element('code', '', n === here ? textOf(steps[n]) : steps[n].text))));
    list.tabIndex = 0;
    if (list.lastChild) centre(list, list.lastChild);
    return [element('div', 'about', inLanguage(program.why) || words().calls), list];
}

// ---- in the middle: the kernel ----

function nameOf(socket) {
    const known = sockets[socket];
    if (!known) return words().unknown;
    return known.program === undefined ? words().stranger : programs[known.program].name;
}

function programColour(socket) {
    const known = sockets[socket];
    return known && known.program !== undefined ? 's' + known.program % 6 : 'faint';
}

// A value that is marked if this step changed it, or if it is derived.
function valueOf(known, field, text, className) {
    const made = element('span', className, text);
    if (known.fresh[field]) made.classList.add('changed');
    if (known.derived[field]) {
        made.classList.add('derived');
        made.append('*');
    }
    return made;
}

function titled(made, title) {
    if (title) made.title = title;
    return made;
}

function headOf(known) {
    const fd = typeof known.fd === 'number' ? words().descriptor(known.fd)
        : known.program === undefined ? '' : known.hadFd ? words().noFd : words().notYet;
    const state = [known.reset ? words().reset : '', known.state || ''].filter(Boolean).join(', ');
    return [
        element('div', 'end', element('b', programColour(known.id), nameOf(known.id)), element('span', 'faint', fd)),
        state ? titled(element('div', '', valueOf(known, 'state', state, 'state')), words().terms[known.state]) : null,
        known.self ? element('div', 'address', known.self) : null,
    ];
}

// What it waits for is there; the program only has to be given a processor.
function hasCome(known, call) {
    if (call === 'accept') return (known.queue || []).length > 0;
    const {length, fin} = known.buffer || {length: 0, fin: false};
    return /^re(ad|cv)/.test(call) && (length > 0 || fin || (known.datagrams || []).length > 0);
}

function waitsOf(known) {
    return [...known.waiting].map(([lane, call]) => {
        const {stoppedHere, goesOn, waitsHere} = words();
        const told = isStopped(lane, here) ? stoppedHere : hasCome(known, call) ? goesOn : waitsHere;
        return element('span', 'wait', told(lanes[lane].name, call));
    });
}

// Bytes as text, in the colour of whoever sent them.
function bytesOf(buffer, colour) {
    return [
        element('code', colour, buffer.text || ''),
        buffer.cut ? element('span', 'faint', words().more_bytes(buffer.length)) : null,
    ];
}

function bufferOf(known) {
    const buffer = known.buffer || {length: 0, text: '', fin: false};
    const box = element('div', 'buffer', ...bytesOf(buffer, programColour(known.other)),
        buffer.fin ? element('span', 'fin', words().end) : null);
    if (known.fresh.buffer) box.classList.add('changed');
    const title = element('div', 'address', words().buffer + (buffer.length > 0 ? ': ' + bytes(buffer.length) : ''));
    if (known.derived.buffer) title.append('*');
    return [title, box];
}

function endOfPair(known) {
    if (!known) return element('div', 'faint', words().unknown);
    return element('div', '', ...headOf(known), ...(known.fd === null && known.hadFd ? [] : bufferOf(known)),
        ...waitsOf(known),
        known.unsent && !known.reset ? element('div', 'address', words().underWay(known.unsent)) : null);
}

function pairCard(known, other) {
    const [left, right] = other && isLeft(other) && !isLeft(known) ? [other, known] : [known, other];
    return element('div', 'card pair', endOfPair(left), endOfPair(right));
}

function isLeft(known) {
    return known.listener !== undefined || known.program !== undefined && serves[known.program];
}

function listenerCard(known) {
    const queue = (known.queue || []).map(id => sockets[id].other)
        .map(client => element('span', programColour(client), '← ' + nameOf(client)));
    const row = element('div', 'queue', words().queue,
        ...(queue.length > 0 ? queue : [element('i', 'faint', words().empty)]));
    if (known.fresh.queue) row.classList.add('changed');
    return element('div', 'card', ...headOf(known), known.state === 'LISTEN' ? row : null, ...waitsOf(known));
}

function datagramOf(datagram, lost) {
    return element('span', 'datagram',
        lost ? element('b', '', words().lost + ' ') : null,
        datagram.from ? element('span', 'faint', words().from(whoHas(datagram.from)) + ': ') : null,
        datagram.length === 0 ? element('i', '', words().empty) : element('code', lost ? 'lost' : '', datagram.text),
        element('span', 'faint', ` (${bytes(datagram.length)})`));
}

// The name of the program whose socket has an address.
function whoHas(address) {
    const socket = sockets.find(s => s.self === address && s.program !== undefined);
    return socket ? programs[socket.program].name : address;
}

function datagramCard(known) {
    const box = element('div', 'buffer', ...(known.datagrams || []).map(d => datagramOf(d, false)));
    if (known.fresh.datagrams) box.classList.add('changed');
    const title = element('div', 'address', words().buffer);
    if (known.derived.datagrams) title.append('*');
    const lost = known.fresh.lost ? known.lost : [];
    return element('div', 'card', ...headOf(known), title, box, ...waitsOf(known), ...lost.map(d => datagramOf(d, true)));
}

function isOpen(known) {
    return typeof known.fd === 'number' || known.waiting.size > 0 ||
        known.fd === null && !known.hadFd && !known.gone && known.program !== undefined;
}

function hasChanged(known) { return Object.values(known.fresh).includes(true); }

// What the lane's last call with a socket was made on: poll() names several.
function lastSocket(now) {
    const own = stepsOf[steps[here].lane];
    for (let i = countUpTo(own, now) - 1; i >= 0; i--)
        if (steps[own[i]].socket !== undefined) return steps[own[i]].socket;
    return undefined;
}

function cardsOf(all, now) {
    const cards = [], lingering = [], done = new Set();
    const own = lastSocket(now);
    for (const known of all.values()) {
        if (done.has(known.id)) continue;
        const other = all.get(known.other);
        done.add(known.id).add(known.other);
        const pair = [known, other].filter(Boolean);
        if (!pair.some(end => isOpen(end) || hasChanged(end))) {
            lingering.push(...pair.filter(end => !end.gone && end.state && end.state !== 'CLOSED'));
            continue;
        }
        const card = known.kind === 'datagram' ? datagramCard(known)
            : known.kind === 'listener' ? listenerCard(known) : pairCard(known, other);
        card.classList.toggle('active', pair.some(end => end.id === own));
        if (known.kind === 'datagram') card.classList.add(isLeft(known) ? 'left' : 'right');
        cards.push(card);
    }
    return {cards, lingering};
}

function showKernel(now) {
    const {cards, lingering} = cardsOf(kernelAt(now), now);
    const panel = byId('kernel');
    panel.replaceChildren(element('h2', '', words().kernel), ...cards);
    if (cards.length === 0) panel.append(element('p', 'faint', words().nothing));
    if (lingering.length > 0)
        panel.append(element('p', 'lingering faint', words().lingering + ' ' +
            lingering.map(end => `${nameOf(end.id)} ${end.self || ''} ${end.state}`).join('; ')));
    if (panel.querySelector('.derived') || /\*/.test(panel.textContent))
        panel.append(element('p', 'legend', words().derived));
    const active = panel.querySelector('.active');
    if (active) centre(panel, active);
}

// ---- below: the time line of one act ----

const line = {columns: [], columnOf: new Map(), lanes: [], row: ROW};

// A column for each step of the act, one for all that is folded.
function makeColumns() {
    const {first, last} = bounds(here);
    line.columns = [];
    line.columnOf = new Map();
    for (let n = first; n <= last; n++) {
        const fold = foldOf(n);
        const end = fold ? Math.min(fold.last, last) : n;
        for (let i = n; i <= end; i++) line.columnOf.set(i, line.columns.length);
        line.columns.push({first: n, last: end, fold});
        n = end;
    }
    line.lanes = lanes.map((_, lane) => lane).filter(lane =>
        stepsOf[lane].length > 0 && startOf(lane) <= last && endOf[lane] >= first);
    line.row = line.lanes.length > FEW_LANES ? LOW_ROW : ROW;
}

// A thread stands below its program.
function labelOf(lane) {
    const {thread, name} = lanes[lane];
    return thread > 0 ? element('span', 'thread', words().thread(thread + 1)) : element('b', '', name);
}

// What a lane does after a step: it waits in a call, runs, or has ended.
function stateOf(lane, now) {
    const last = lastOf(lane, now);
    if (last < 0 || now < startOf(lane)) return element('small');
    if (now >= endOf[lane]) return element('small', '', words().ended);
    if (isStopped(lane, now)) return element('small', 'held', words().stopped);
    if (!isHeld(last)) return element('small', '', words().runs);
    return element('small', 'held', words().waits(steps[last].call.replace('pthread_', '')));
}

function showLanes(now) {
    byId('lanes').classList.toggle('low', line.row === LOW_ROW);
    byId('lanes').replaceChildren(...line.lanes.map(lane => {
        const label = labelOf(lane);
        label.classList.add(colourOf(lane));
        const item = element('li', '', label, ' ', stateOf(lane, now));
        if (lane === steps[here].lane) item.classList.add('now');
        return item;
    }));
}

function xOf(n) { return line.columnOf.has(n) ? line.columnOf.get(n) * NARROW + NARROW / 2 : null; }
function yOf(lane) {
    const row = line.lanes.indexOf(lane);
    return row < 0 ? null : row * line.row + line.row - (line.row === ROW ? 9 : 6);
}

function clipped(name) {
    const short = (name || '').replace(/^pthread_/, '');
    return short.length > 7 ? short.slice(0, 6) + '…' : short;
}

function drawLane(svg, lane, from, to) {
    const y = yOf(lane);
    const end = xOf(endOf[lane]) === null ? line.columns.length * NARROW : xOf(endOf[lane]);
    const x1 = startOf(lane) >= line.columns[0].first ? xOf(startOf(lane)) : 0;
    svg.append(drawn('line', {class: 'life', x1, x2: end, y1: y, y2: y}));
    const own = stepsOf[lane];
    const before = countUpTo(own, line.columns[from].first - 1) - 1;
    for (let i = Math.max(0, before); i < own.length && own[i] <= line.columns[to].last; i++)
        if (isHeld(own[i])) drawHeld(svg, own[i], y, end);
}

// A call that waits: a bar until it returns.
function drawHeld(svg, n, y, end) {
    const x = xOf(n) === null ? 0 : xOf(n);
    const back = steps[n].pair;
    const to = back === undefined || xOf(back) === null ? end : xOf(back);
    svg.append(drawn('rect', {class: 'held', x, y: y - 4, width: Math.max(0, to - x), height: 8}));
}

function drawStep(svg, n) {
    const step = steps[n], x = xOf(n), y = yOf(step.lane);
    if (y === null) return;
    const group = drawn('g', {class: colourOf(step.lane)});
    group.append(drawn('circle', {class: isHeld(n) ? 'ring' : 'dot', cx: x, cy: y, r: line.row === ROW ? 4 : 3.5}));
    const others = standsFor.get(n);
    const label = others ? '×' + others : clipped(step.call || step.kind);
    if (others || step.kind !== 'return') svg.append(drawn('text', {x, y: y - (line.row === ROW ? 9 : 5)}, label));
    svg.append(group);
}

// From a step to another, of these lanes.
function drawArrow(svg, from, to, lane1 = steps[from].lane, lane2 = steps[to].lane) {
    const [x1, y1, x2, y2] = [xOf(from), yOf(lane1), xOf(to), yOf(lane2)];
    if (x1 === null || x2 === null || y1 === null || y2 === null || y1 === y2) return;
    const down = y2 > y1 ? 1 : -1;
    const tip = y2 - 5 * down, neck = y2 - 12 * down;
    const group = drawn('g', {class: colourOf(lane1)});
    group.append(
        drawn('path', {class: 'arrow', d: `M${x1} ${y1} C${x1} ${y1 + 16 * down} ${x2} ${y2 - 22 * down} ${x2} ${neck}`}),
        drawn('path', {class: 'dot', d: `M${x2} ${tip} L${x2 - 4} ${neck} L${x2 + 4} ${neck} Z`}));
    svg.append(group);
}

function drawArrows(svg, n) {
    const met = steps[n].met;
    const ofThreads = step => step.kind === 'thread' || step.call === 'pthread_join';
    if (met !== undefined && !ofThreads(steps[n]) && !ofThreads(steps[met]))
        drawArrow(svg, Math.min(n, met), Math.max(n, met));
}

// Who started a thread, and who joined it.
function drawThread(svg, lane) {
    const {by, joined} = lanes[lane];
    if (by !== undefined) drawArrow(svg, by, startOf(lane), steps[by].lane, lane);
    if (joined !== undefined) {
        const own = stepsOf[lane];
        drawArrow(svg, Math.min(own[own.length - 1], joined), joined, lane);
    }
}

function drawFold(svg, column, i) {
    const x = i * NARROW;
    svg.append(drawn('rect', {class: 'fold', x: x + 3, y: 3, width: NARROW - 6, height: line.lanes.length * line.row - 6}),
        drawn('text', {x: x + NARROW / 2, y: 16}, '⋯ ' + column.fold.count));
}

// Draws the columns that can be seen.
function drawLine() {
    const scroll = byId('scroll'), svg = byId('line');
    const width = scroll.clientWidth, height = line.lanes.length * line.row, left = scroll.scrollLeft;
    const from = Math.max(0, Math.floor(left / NARROW) - 1);
    const to = Math.min(line.columns.length - 1, Math.ceil((left + width) / NARROW) + 1);
    const all = drawn('g', {transform: `translate(${-left} 0)`});
    svg.setAttribute('width', width);
    svg.setAttribute('height', height);
    svg.replaceChildren(all);
    if (xOf(here) !== null)
        all.append(drawn('rect', {class: 'band', x: xOf(here) - NARROW / 2, y: 0, width: NARROW, height}));
    for (const lane of line.lanes) drawLane(all, lane, from, to);
    for (const lane of line.lanes) drawThread(all, lane);
    const seen = line.columns.slice(from, to + 1);
    for (const column of seen) if (!column.fold) drawArrows(all, column.first);
    seen.forEach((column, i) => {
        if (column.fold) drawFold(all, column, from + i);
        else drawStep(all, column.first);
    });
}

function showLine(now) {
    makeColumns();
    showLanes(now);
    byId('wide').style.width = line.columns.length * NARROW + 'px';
    byId('wide').style.height = line.lanes.length * line.row + 'px';
    const slider = byId('slider');
    slider.value = here + 1;
    slider.setAttribute('aria-valuetext', words().step(here + 1, steps.length) + ', ' + lanes[steps[here].lane].name);
}

// Scrolls the time line so that the step stands in the middle half.
function keepInView() {
    const scroll = byId('scroll'), x = xOf(here) - scroll.scrollLeft;
    if (x < scroll.clientWidth / 4 || x > scroll.clientWidth * 3 / 4)
        scroll.scrollLeft = xOf(here) - scroll.clientWidth / 2;
    const rows = byId('rows'), y = yOf(steps[here].lane) - rows.scrollTop;
    if (y < 0 || y > rows.clientHeight - line.row) rows.scrollTop = yOf(steps[here].lane) - rows.clientHeight / 2;
}

// ---- all of it ----

function show() {
    const now = asks() ? here - 1 : here;
    toCentre = [];
    showTold();
    showSource('left', now);
    showSource('right', now);
    showKernel(now);
    showLine(now);
    byId('beats').value = actOf(here);
    centreAll();
    keepInView();
    drawLine();
}

function showBeats() {
    const titles = acts.map((act, i) => [i, `${i + 1}. ${act.title}`, isUnseen(i)]);
    if (acts.length === 0) titles.push([-1, words().whole, false]);
    else if (acts[0].first > 0) titles.unshift([-1, words().before, false]);
    byId('beats').replaceChildren(...titles.map(([act, title, unseen]) => {
        const option = element('option', '', title + (unseen ? ` (${words().offRecord})` : ''));
        option.value = act;
        option.disabled = unseen;
        return option;
    }));
}

function showFrame() {
    document.documentElement.lang = language;
    const title = inLanguage(doc.title);
    byId('title').textContent = byId('title').title = byId('printed').textContent = document.title = title;
    for (const place of document.querySelectorAll('[data-word]'))
        place.textContent = words()[place.dataset.word];
    for (const place of document.querySelectorAll('[data-label]'))
        place.setAttribute('aria-label', words()[place.dataset.label]);
    for (const id of ['en', 'pt-BR']) byId(id).setAttribute('aria-pressed', id === language);
    showBeats();
    byId('keys').replaceChildren();
    for (const [key, what] of [...words().keys, ...Object.entries(words().terms)])
        byId('keys').append(element('dt', '', key), element('dd', '', what));
    byId('made').textContent = words().askedWhat + ' ' + Object.values(doc.made || {}).join(' · ');
    byId('notes').replaceChildren(...(doc.notes || []).map(note => element('li', '', inLanguage(note))));
    play(timer !== 0);
}

function speak(which) {
    language = which;
    try {
        localStorage.setItem('language', which);
    } catch (e) { /* not everywhere on file:// */ }
    showFrame();
    show();
}

// ---- finding ----

function plain(text) { return text.normalize('NFD').replace(/[\u0300-\u036f]/g, '').toLowerCase(); }

function matches(wanted) {
    return steps.map((_, n) => n).filter(n => plain(lanes[steps[n].lane].name + ' ' + steps[n].text + ' ' +
        sentenceOf(steps[n]) + ' ' + framesOf(steps[n]).map(f => f.function).join(' ')).includes(wanted));
}

// Goes to the next place (1), the one before (-1), or stays if it is one (0).
function find(direction) {
    const wanted = plain(byId('find').value.trim());
    const places = wanted === '' ? [] : matches(wanted);
    byId('found').textContent = wanted === '' ? '' : words().none;
    if (places.length === 0) return;
    let i = direction < 0 ? countUpTo(places, here - 1) - 1 : countUpTo(places, here - (direction === 0 ? 1 : 0));
    i = (i + places.length) % places.length;
    const fold = foldAt.get(places[i]);
    if (fold !== undefined) opened.add(fold);
    go(places[i], true);
    byId('found').textContent = words().of(i + 1, places.length);
}

// ---- keys and clicks ----

const KEYS = {
    ArrowRight: onward, ArrowLeft: backward, ArrowDown: () => sameProgram(1), ArrowUp: () => sameProgram(-1),
    PageDown: () => anotherAct(1), PageUp: () => anotherAct(-1), Home: () => go(0), End: () => go(steps.length - 1),
    ' ': () => play(!timer), '/': () => byId('find').focus(),
};

function onKey(event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const at = event.target;
    if (at.id === 'find') {
        if (event.key === 'Escape') at.blur();
        return;
    }
    if (event.key === 'Enter' && foldOf(here) && !at.closest('button, summary, select')) {
        unfold();
        return;
    }
    // A button has its own use for the space bar; what scrolls, for up and down.
    if (event.key === ' ' && at.closest('button, summary, select, input')) return;
    if (/Up|Down/.test(event.key) && at.closest('select, .lines, #kernel, #scroll')) return;
    if (!KEYS[event.key]) return;
    event.preventDefault();
    if (event.key !== ' ' && timer) play(false);
    KEYS[event.key]();
}

function onLineClick(event) {
    const x = event.clientX - byId('wide').getBoundingClientRect().left;
    const column = line.columns[Math.floor(x / NARROW)];
    if (column) go(column.first);
}

function fromAddress() {
    const [, n] = location.hash.match(/^#s(\d+)$/) || [];
    if (n === undefined) return false;
    const fold = foldAt.get(n - 1);
    if (fold !== undefined && doc.repeats[fold].first !== n - 1) opened.add(fold);
    go(n - 1);
    return true;
}

function listen() {
    document.addEventListener('keydown', onKey);
    byId('back').addEventListener('click', backward);
    byId('on').addEventListener('click', onward);
    byId('play').addEventListener('click', () => play(!timer));
    byId('unfold').addEventListener('click', unfold);
    byId('beats').addEventListener('change', event => {
        const act = Number(event.target.value);
        go(act < 0 ? 0 : acts[act].first);
    });
    byId('slider').addEventListener('input', event => go(event.target.value - 1));
    byId('ask').addEventListener('change', () => go(here));
    byId('find').addEventListener('input', () => find(0));
    document.querySelector('form').addEventListener('submit', event => event.preventDefault());
    byId('find').addEventListener('keydown', event => {
        if (event.key === 'Enter') find(event.shiftKey ? -1 : 1);
    });
    for (const id of ['en', 'pt-BR']) byId(id).addEventListener('click', () => speak(id));
    byId('line').addEventListener('click', onLineClick);
    byId('scroll').addEventListener('scroll', () => requestAnimationFrame(drawLine), {passive: true});
    addEventListener('resize', show);
    addEventListener('hashchange', fromAddress);
}

// The language: of the address (page.html#pt-BR), chosen before, the browser's.
function firstLanguage() {
    let chosen = location.hash.slice(1);
    try {
        if (!WORDS[chosen]) chosen = localStorage.getItem('language');
    } catch (e) { /* not everywhere on file:// */ }
    return WORDS[chosen] ? chosen : /^pt/i.test(navigator.language) ? 'pt-BR' : 'en';
}

language = firstLanguage();
document.documentElement.classList.add('js');
byId('app').hidden = false;
byId('slider').max = steps.length;
listen();
showFrame();
if (!fromAddress()) go(0);
