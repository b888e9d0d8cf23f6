#!/usr/bin/env python3
"""check-page.py NAME PAGE: opens the page of a recorded run of this name in
headless Chromium, and uses it as a reader would.

By keyboard to each of its steps: the sentence and the highlighted line are those
of the document, in both languages; nothing on the console, no request, nothing in
the page but text. What tests/pages.txt expects of this step's run is found. Then
every other key, the class's switch, 360 pixels, light and dark, print, and without
JavaScript. One line a failure, and last `N passed, N failed`.
"""
import json
import re
import sys
import tempfile
from pathlib import Path

sys.dont_write_bytecode = True
from browser import Browser, DESK, LOOK, PHONE, faint  # noqa: E402

TABLE = Path(__file__).resolve().parent.parent / 'pages.txt'

# A key, as the page's own listener sees it.
PRESS = '''(key => document.body.dispatchEvent(
    new KeyboardEvent('keydown', {key, bubbles: true})))'''

# What the page shows now.
SHOWN = '''(() => {
    const marked = document.querySelector('.source.active [aria-current]');
    return {
        step: here, text: byId('text').textContent,
        lane: byId('by').textContent, sentence: byId('sentence').textContent,
        marked: marked?.querySelector('code').textContent ?? null,
        alien: document.querySelectorAll('#app img, #app script, #app a').length,
    };
})()'''

# Is the highlighted line in sight? Asked when it has been painted.
IN_SIGHT = '''new Promise(done => {
    const frames = n => requestAnimationFrame(() => n > 0 ? frames(n - 1) : done(
        [...document.querySelectorAll('.source [aria-current]')].every(marked => {
            const [line, list] = [marked, marked.parentElement].map(
                e => e.getBoundingClientRect());
            return line.top >= list.top - 1 && line.top < list.bottom;
        })));
    frames(8);
})'''

# All of that at the next steps, with → (and Enter where steps are folded).
A_FEW = 20
WALK = f'''(() => {{
    const press = {PRESS}, all = [];
    while (all.length < {A_FEW}) {{
        if (!byId('unfold').hidden) press('Enter');
        all.push({SHOWN});
        if (here === steps.length - 1) break;
        press('ArrowRight');
    }}
    return all;
}})()'''


def marked_line(document, step):
    """The line of the source that a step must have highlighted, or None."""
    for frame in document['stacks'][step['stack']] if 'stack' in step else []:
        if 'source' in frame:
            return document['sources'][frame['source']]['lines'][frame['line'] - 1]
    return None


def walk(browser, document):
    """By → through all steps: what is shown, and what is wrong with it."""
    steps, shown = document['steps'], []
    browser.press('Home', 36)
    while not shown or shown[-1]['step'] < len(steps) - 1 and len(shown) < len(steps):
        shown += browser.ask(WALK)
        if not browser.ask(IN_SIGHT):
            yield f'#s{shown[-1]["step"] + 1}: a highlighted line is out of sight'
    if [now['step'] for now in shown] != list(range(len(steps))):
        yield f'→ leads to {len(shown)} of {len(steps)} steps'
        return
    for now, step in zip(shown, steps):
        where = f'#s{now["step"] + 1}'
        sentence = document['sentences'][step['sentence']]['en']
        if now['sentence'] != sentence or not sentence:
            yield f'{where} says "{now["sentence"]}", not "{sentence}"'
        if now['text'] != step['text']:
            yield f'{where} shows "{now["text"]}", not "{step["text"]}"'
        line = marked_line(document, step)
        if line is not None and now['marked'] != line:
            yield f'{where} highlights "{now["marked"]}", not "{line}"'
        if now['alien']:
            yield f'{where}: what was said has become part of the page'


def in_portuguese(browser, document):
    """Sentences, each where it stands first, and the words around them."""
    browser.ask("byId('pt-BR').click()")
    said = set()
    for n, step in enumerate(document['steps']):
        if step['sentence'] in said:
            continue
        said.add(step['sentence'])
        if len(said) % 4 != 1:  # all would take long
            continue
        now = browser.ask(f'go({n}), {SHOWN}')
        sentence = document['sentences'][step['sentence']]['pt']
        if now['sentence'] != sentence or not sentence:
            yield f'#s{n + 1} says "{now["sentence"]}", not "{sentence}"'
    if browser.ask("document.documentElement.lang + byId('languages').previousElementSibling"
                   ".textContent.trim()") != 'pt-BRPerguntar antes':
        yield 'the switch does not lead to Portuguese'


def expectations(number):
    """Of the table, what is expected of a step's run."""
    for line in TABLE.read_text().splitlines():
        if line.strip() and not line.startswith('#'):
            fields = [field.strip() for field in line.split(' | ')]
            if len(fields) != 6:
                raise SystemExit(f'{TABLE}: not six fields: {line}')
            if fields[0] == number:
                yield fields[1:]


def expected(document, number):
    """Each is told somewhere, at that line, in both languages."""
    for lane, text, line, english, portuguese in expectations(number):
        for step in document['steps']:
            says = document['sentences'][step['sentence']]
            if re.fullmatch(lane, document['lanes'][step['lane']]['name']) and \
                    re.match(text, step['text']) and \
                    (line == '-' or line in (marked_line(document, step) or '')) and \
                    english in says['en'] and portuguese in says['pt']:
                break
        else:
            yield f'no step like this: {lane} | {text} | {line} | {english} | {portuguese}'


def keys(browser, document):
    """Real keys, each where it should lead."""
    acts = sorted({act['first'] for act in document['acts']} - {0})
    last = len(document['steps']) - 1

    def pressed(key, code, where, text=''):
        browser.press(key, code, text)
        at = browser.ask('here')
        if at != where:
            yield f'{key} leads to step {at + 1}, not to {where + 1}'

    browser.ask('go(3)')
    if not browser.ask_until("location.hash === '#s4'"):
        yield 'the address does not follow'
    browser.ask("location.hash = '#s1'")
    if not browser.ask_until('here === 0'):
        yield 'an address does not lead to its step'
    yield from pressed('ArrowRight', 39, 1)
    yield from pressed('ArrowLeft', 37, 0)
    yield from pressed('End', 35, last)
    yield from pressed('Home', 36, 0)
    if acts:
        yield from pressed('PageDown', 34, acts[0])
        yield from pressed('PageUp', 33, 0)
    lane = document['steps'][0]['lane']
    program = document['lanes'][lane]['program']
    same = [n for n, step in enumerate(document['steps'])
            if document['lanes'][step['lane']]['program'] == program]
    yield from pressed('ArrowDown', 40, same[1])
    yield from pressed('ArrowUp', 38, same[0])
    browser.press('/', 191, '/')
    browser.call('Input.insertText', text=document['steps'][1]['text'].split(' = ')[0])
    if browser.ask('document.activeElement.id') != 'find' or browser.ask('here') != 1:
        yield 'the key / does not find'
    browser.press('Escape', 27)
    browser.press(' ', 32, ' ')
    if not browser.ask('timer !== 0'):
        yield 'the space bar does not play'
    browser.press(' ', 32, ' ')
    if browser.ask('timer !== 0'):
        yield 'the space bar does not stop it'


def class_switch(browser, document):
    """What a call returns is hidden until → is pressed once more."""
    at = next(n for n, step in enumerate(document['steps'])
              if step.get('result', '0') != '0' and n > 0)
    step = document['steps'][at]
    browser.ask(f"go({at - 1}); byId('ask').click(); go({at})")
    asked = browser.ask(SHOWN)
    browser.press('ArrowRight', 39)
    told = browser.ask(SHOWN)
    browser.ask("byId('ask').click()")
    if step['text'] == asked['text'] or asked['sentence'] == told['sentence']:
        yield f'the class sees at once what step {at + 1} returns'
    if told['step'] != asked['step'] or told['text'] != step['text']:
        yield f'→ does not show what step {at + 1} returns'


def looks(browser, document):
    """On a phone, light and dark, at the first step of each act and at a call
    that waits."""
    places = {act['first'] for act in document['acts']}
    places |= {n for n, step in enumerate(document['steps']) if step.get('waits')}
    browser.screen(PHONE)
    for place in sorted(places)[:30:5]:
        browser.ask(f'go({place})')
        where = f'#s{place + 1}'
        look = browser.ask(LOOK.replace('PHONE', str(PHONE)))
        if look['wide'] > 0:
            yield f'{where}: {look["wide"]} pixels too wide for a phone'
        yield from (f'{where}: out of reach by keyboard: {e}' for e in look['far'])
        yield from (f'{where}: two places are called #{i}' for i in set(look['twice']))
        for scheme in 'light', 'dark':
            yield from (f'{where}: {f}' for f in faint(browser, scheme))
    browser.screen(DESK)


def listed(browser):
    """What is on the list of steps, as it is seen now."""
    return browser.ask('''(() => {
        const seen = e => e.checkVisibility();
        const items = [...document.querySelectorAll('#list li')].filter(seen);
        return {steps: items.filter(e => e.id).length, more: items.some(e => !e.id),
            app: seen(document.getElementById('app')),
            languages: [...new Set(items.flatMap(e => [...e.querySelectorAll('p')])
                .filter(seen).map(e => e.lang))].sort()};
    })()''')


def list_is(browser, document, what, languages):
    now, count = listed(browser), len(document['steps'])
    if now != {'steps': min(count, 500), 'more': count > 500, 'app': False,
               'languages': languages}:
        yield f'{what} there is {json.dumps(now)}, not a list of {count} steps'


def on_paper(browser, document):
    browser.ask("byId('pt-BR').click()")
    browser.call('Emulation.setEmulatedMedia', media='print')
    yield from list_is(browser, document, 'in print', ['pt-BR'])
    browser.call('Emulation.setEmulatedMedia', media='')


def without_script(browser, document, page):
    browser.call('Emulation.setScriptExecutionDisabled', value=True)
    browser.open(page.as_uri())
    yield from list_is(browser, document, 'without JavaScript', ['en', 'pt-BR'])
    browser.call('Emulation.setScriptExecutionDisabled', value=False)


def check(browser, number, page):
    """The complaints about a page, each kind of check for itself."""
    browser.screen(DESK)
    browser.call('Emulation.setFocusEmulationEnabled', enabled=True)
    browser.open(page.as_uri())
    document = browser.ask('doc')
    browser.ask("byId('en').click()")
    yield walk(browser, document)
    yield in_portuguese(browser, document)
    yield expected(document, number)
    yield keys(browser, document)
    yield class_switch(browser, document)
    yield looks(browser, document)
    yield on_paper(browser, document)
    yield browser.complaints()
    yield without_script(browser, document, page)


def main():
    if len(sys.argv) != 3:
        sys.exit('usage: check-page.py NAME PAGE')
    number, page = sys.argv[1], Path(sys.argv[2]).resolve()
    passed, failed = 0, 0
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        browser = Browser(profile)
        try:
            for complaints in check(browser, number, page):
                complaints = list(complaints)
                passed += not complaints
                failed += len(complaints)
                for complaint in complaints[:10]:
                    print('FAILED', complaint)
        finally:
            browser.end()
    print(f'{passed} passed, {failed} failed')
    return 1 if failed or not passed else 0


if __name__ == '__main__':
    sys.exit(main())
