// site.js - what the guide's pages do beyond being read: search in all of them,
// a table of contents that follows, code that can be scrolled by keyboard. It
// asks no server, so it also works on files. Without it everything else works.
'use strict';

// ---- search: in search-LANGUAGE.js, which is loaded when it is first wanted ----

const form = document.querySelector('form[role=search]');
const box = document.getElementById('search-box');
const panel = document.getElementById('found');
const MOST_SHOWN = 20;

let sections = null; // of all pages: {page, anchor, title, heading, text, folded}

// Capitals and accents make no difference: "Conexão" is found by "conexao".
function fold(text) {
    return text.normalize('NFD').replace(/[\u0300-\u036f]/g, '').toLowerCase();
}

// Called by the index when it has been loaded.
function guideIndex(entries) {
    sections = entries.map(([page, anchor, title, heading, text]) => ({
        page, anchor, title, heading, text,
        foldedHeading: fold(heading), folded: fold(heading + ' ' + text),
    }));
    showFound();
}

function loadIndex() {
    if (document.getElementById('index')) return;
    const script = document.createElement('script');
    script.id = 'index';
    script.src = form.dataset.index;
    script.onerror = () => say(status().dataset.missing);
    document.head.append(script);
}

// A word in the heading counts most, then how often the words stand in the text.
function scoreOf(section, words) {
    let score = 0;
    for (const word of words) {
        const times = section.folded.split(word).length - 1;
        if (times === 0) return 0;
        score += Math.min(times, 5) + (section.foldedHeading.includes(word) ? 10 : 0);
    }
    return score;
}

function find(words) {
    return sections.map(section => ({section, score: scoreOf(section, words)}))
        .filter(hit => hit.score > 0)
        .sort((a, b) => b.score - a.score)
        .map(hit => hit.section);
}

function element(name, ...content) {
    const made = document.createElement(name);
    made.append(...content);
    return made;
}

// The text around the first of the words, with that one marked. (Letter by
// letter, since an accent is a letter of its own when folded.)
function passage(section, words) {
    const letters = [...section.text];
    const folded = letters.map(fold);
    let at = -1, length = 0;
    for (let i = 0; i < letters.length && at < 0; i++) {
        const ahead = folded.slice(i, i + 60).join('');
        const word = words.find(word => ahead.startsWith(word));
        if (word) [at, length] = [i, word.length];
    }
    if (at < 0) return [letters.slice(0, 120).join('')];
    const from = Math.max(0, at - 50);
    return [(from > 0 ? '…' : '') + letters.slice(from, at).join(''),
        element('mark', letters.slice(at, at + length).join('')),
        letters.slice(at + length, at + length + 70).join('') + '…'];
}

function status() { return panel.querySelector('[role=status]'); }

function say(sentence) {
    status().textContent = sentence;
    panel.hidden = false;
}

function showFound() {
    if (!sections) loadIndex();
    const words = fold(box.value).split(/\s+/).filter(word => word !== '');
    const list = panel.querySelector('ol');
    list.replaceChildren();
    if (words.length === 0 || !sections) {
        panel.hidden = true;
        return;
    }
    const found = find(words);
    for (const section of found.slice(0, MOST_SHOWN)) {
        const link = element('a', element('b', section.heading),
            section.heading === section.title ? '' : ' · ' + section.title,
            element('span', ...passage(section, words)));
        link.href = section.page + '.html' + (section.anchor && '#' + section.anchor);
        list.append(element('li', link));
    }
    const {one, many, none} = status().dataset;
    say(found.length === 0 ? none : found.length === 1 ? one : found.length + ' ' + many);
}

function closeFound() { panel.hidden = true; }

// Up and down between the box and what was found; Escape goes back to the box.
function moveInFound(event) {
    const places = [box, ...panel.querySelectorAll('a')];
    const step = {ArrowDown: 1, ArrowUp: -1}[event.key];
    if (step) {
        const next = places[places.indexOf(document.activeElement) + step];
        if (next) next.focus();
    } else if (event.key === 'Escape') {
        closeFound();
        box.focus();
    } else {
        return;
    }
    event.preventDefault();
}

if (form) {
    form.hidden = false;
    box.addEventListener('focus', loadIndex);
    box.addEventListener('input', showFound);
    form.addEventListener('keydown', moveInFound);
    form.addEventListener('submit', event => {
        event.preventDefault();
        panel.querySelector('a')?.click();
    });
    panel.addEventListener('click', event => event.target.closest('a') && closeFound());
    document.addEventListener('click', event => form.contains(event.target) || closeFound());
    form.addEventListener('focusout', event => {
        if (event.relatedTarget && !form.contains(event.relatedTarget)) closeFound();
    });
    document.addEventListener('keydown', event => {
        if (event.key !== '/' || event.target.closest('input')) return;
        event.preventDefault();
        box.focus();
    });
}

// ---- the table of contents follows: where the reader is, is marked ----

const toc = document.querySelector('nav.toc');

function follow() {
    let here = null;
    for (const link of toc.querySelectorAll('a')) {
        link.removeAttribute('aria-current');
        const heading = document.getElementById(decodeURIComponent(link.hash.slice(1)));
        if (heading && heading.getBoundingClientRect().top < 100) here = link;
    }
    if (!here) return;
    here.setAttribute('aria-current', 'true');
    toc.scrollTop = here.offsetTop - toc.clientHeight / 2;
}

if (toc) {
    // Beside the text there is room for all of it.
    const beside = matchMedia('(min-width: 77rem)');
    const unfold = () => { toc.querySelector('details').open = beside.matches; };
    beside.addEventListener('change', unfold);
    unfold();
    addEventListener('scroll', follow, {passive: true});
    follow();
}

// ---- what is wider than its place can be scrolled by keyboard ----

function reachWide() {
    for (const wide of document.querySelectorAll('pre, .table, .figure')) {
        if (wide.scrollWidth > wide.clientWidth) wide.tabIndex = 0;
        else wide.removeAttribute('tabindex');
    }
}
reachWide();
addEventListener('load', reachWide); // the pictures are there
addEventListener('resize', reachWide);
