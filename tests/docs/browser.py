"""Headless Chromium, for whatever looks at pages as a reader would. Speaks the
DevTools protocol over a pipe, so it needs Chromium and Python's standard library,
and no port.
"""
import base64
import json
import os
import select
import subprocess
import time

CHROMIUM = ['chromium', '--headless', '--no-sandbox', '--disable-gpu',
            '--disable-quic', '--no-first-run', '--disable-sync',
            '--disable-background-networking', '--disable-component-update',
            '--disable-dev-shm-usage', '--remote-debugging-pipe']

PHONE, DESK = 360, 1280  # pixels
PATIENCE = float(os.environ.get('PATIENCE', '30'))  # seconds

# What the page says of itself, asked inside it.
LOOK = '''(() => ({
    links: [...document.querySelectorAll('a[href], link[href], area[href]')]
        .map(a => a.href),
    ids: [...document.querySelectorAll('[id]')].map(e => e.id),
    pictures: [...document.images].filter(i => !i.naturalWidth).map(i => i.src),
    wide: document.documentElement.scrollWidth - PHONE,
    lang: document.documentElement.lang,
    colour: getComputedStyle(document.body).backgroundColor,
    title: document.title,
    twice: [...document.querySelectorAll('[id]')].map(e => e.id)
        .filter((id, i, all) => all.indexOf(id) !== i),
    far: [...document.querySelectorAll('a[href], button, input, summary')]
        .filter(e => e.tabIndex < 0 && !e.closest('[aria-hidden]'))
        .concat([...document.querySelectorAll('body *')].filter(e =>
            e.scrollWidth > e.clientWidth && e.tabIndex < 0 &&
            ['auto', 'scroll'].includes(getComputedStyle(e).overflowX) &&
            !e.querySelector('a[href]:not([tabindex]), [tabindex="0"]')))
        .map(e => e.outerHTML.slice(0, 60)),
}))()'''

# The texts whose colour is too near that of the ground: "3.9: the text".
FAINT = '''(() => {
    const numbers = colour => colour.match(/[\\d.]+/g).map(Number);
    const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
        .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
        .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
    const paper = document.querySelector('svg > .paper');
    const ground = e => {
        if (paper) // or, in a chart, the bar that the text stands on
            return numbers(getComputedStyle(
                e.matches('rect + .on') ? e.previousElementSibling : paper).fill);
        for (; e; e = e.parentElement) {
            const colour = numbers(getComputedStyle(e).backgroundColor);
            if (colour[3] !== 0) return colour;
        }
        return [255, 255, 255];
    };
    const kinds = new Set(), seen = new Set(), faint = [];
    const walk = document.createTreeWalker(document.documentElement,
        NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
        const text = walk.currentNode, e = text.parentElement;
        if (!text.data.trim()) continue;
        const kind = [e, e.parentElement, e.parentElement?.parentElement]
            .map(e => e && e.localName + e.id + e.getAttribute('class') +
                e.hasAttribute('aria-current')).join();
        if (kinds.has(kind)) continue; // those of a kind look the same
        kinds.add(kind);
        if (e.closest('style, script, title, desc')) continue;
        const style = getComputedStyle(e), under = ground(e);
        const ink = numbers(e instanceof SVGElement ? style.fill : style.color);
        const solid = (ink[3] ?? 1) * style.opacity;
        const size = parseFloat(style.fontSize);
        const large = size >= 24 || size >= 18.66 && style.fontWeight >= 700;
        const key = [ink, under, solid, large].join();
        if (seen.has(key)) continue;
        seen.add(key);
        const [a, b] = [light(under),
            light(under.map((v, i) => ink[i] * solid + v * (1 - solid)))];
        const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
        if (ratio < (large ? 3 : 4.5))
            faint.push(ratio.toFixed(1) + ': ' + text.data.trim().slice(0, 30));
    }
    return faint;
})()'''


class Left(RuntimeError):
    """The page that was asked was left before it had answered."""


class Browser:
    """One tab of Chromium."""

    def __init__(self, profile):
        to_browser, self.out = os.pipe()
        self.inp, from_browser = os.pipe()
        # Chromium reads from descriptor 3 and writes to 4.
        self.process = subprocess.Popen(
            ['sh', '-c', f'exec "$@" 3<&{to_browser} 4>&{from_browser}', 'sh',
             *CHROMIUM, f'--user-data-dir={profile}', 'about:blank'],
            pass_fds=(to_browser, from_browser),
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(to_browser)
        os.close(from_browser)
        self.buffer = b''
        self.number = 0
        self.events = []
        targets = self.call('Target.getTargets')['targetInfos']
        tab = next(t for t in targets if t['type'] == 'page')
        self.session = None
        self.session = self.call('Target.attachToTarget', flatten=True,
                                 targetId=tab['targetId'])['sessionId']
        for domain in ('Page', 'Runtime', 'Log', 'Network'):
            self.call(domain + '.enable')

    def receive(self, deadline):
        while b'\0' not in self.buffer:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self.inp], [], [], left)[0]:
                raise TimeoutError('Chromium does not answer')
            data = os.read(self.inp, 1 << 16)
            if not data:
                raise EOFError('Chromium has ended')
            self.buffer += data
        message, self.buffer = self.buffer.split(b'\0', 1)
        return json.loads(message)

    def call(self, method, **params):
        self.number += 1
        message = {'id': self.number, 'method': method, 'params': params}
        if getattr(self, 'session', None):
            message['sessionId'] = self.session
        os.write(self.out, json.dumps(message).encode() + b'\0')
        deadline = time.monotonic() + 30
        while True:
            answer = self.receive(deadline)
            if answer.get('id') == self.number:
                if 'error' in answer:
                    told = f'{method}: {answer["error"]}'
                    raise Left(told) if 'navigated' in told else RuntimeError(told)
                return answer['result']
            self.events.append(answer)

    def wait_for(self, method):
        deadline = time.monotonic() + 30
        while not any(e.get('method') == method for e in self.events):
            self.events.append(self.receive(deadline))

    def ask(self, script):
        answer = self.call('Runtime.evaluate', expression=script,
                           returnByValue=True, awaitPromise=True)
        if 'exceptionDetails' in answer:
            raise RuntimeError(answer['exceptionDetails'])
        return answer['result'].get('value')

    def ask_until(self, script):
        """Asks until the answer is neither false nor empty; that, or None."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                answer = self.ask(script)
            except Left:
                answer = None
            if answer:
                return answer
            time.sleep(0.01)
        return None

    def press(self, key, code=0, text=''):
        for kind in 'keyDown', 'keyUp':
            self.call('Input.dispatchKeyEvent', type=kind, key=key, code=key,
                      windowsVirtualKeyCode=code, text=text if kind == 'keyDown' else '')

    def screen(self, width):
        self.call('Emulation.setDeviceMetricsOverride', width=width, height=720,
                  deviceScaleFactor=1, mobile=width == PHONE)

    def scheme(self, scheme):
        self.call('Emulation.setEmulatedMedia', features=[
            {'name': 'prefers-color-scheme', 'value': scheme}])

    def photograph(self, file):
        shot = self.call('Page.captureScreenshot', format='png')
        with open(file, 'wb') as out:
            out.write(base64.b64decode(shot['data']))

    def open(self, address):
        self.events = []
        self.call('Page.navigate', url=address)
        self.wait_for_page()

    def wait_for_page(self):
        """Till all of it is there. (The event may be the page's before it.)"""
        self.wait_for('Page.loadEventFired')
        self.ask_until("document.readyState === 'complete'")

    def click(self, selector):
        """Clicks; returns the address that this leads to, or None."""
        self.events = []
        if not self.ask(f"""(e => e ? (e.click(), true) : false)(
                document.querySelector('{selector}'))"""):
            return None
        self.wait_for_page()
        return self.ask('location.href')

    def complaints(self):
        """What went wrong since the last open or click."""
        for event in self.events:
            what, of = event.get('method'), event.get('params', {})
            if what == 'Runtime.exceptionThrown':
                yield 'error: ' + of['exceptionDetails']['text']
            elif what == 'Runtime.consoleAPICalled':
                yield f'console.{of["type"]}'
            elif what == 'Log.entryAdded' and of['entry']['level'] != 'verbose':
                yield 'console: ' + of['entry']['text']
            elif what == 'Network.loadingFailed':
                yield 'a request failed: ' + of['errorText']
            elif what == 'Network.requestWillBeSent':
                if not of['request']['url'].startswith(('file:', 'data:')):
                    yield 'asks the network: ' + of['request']['url']

    def end(self):
        try:
            self.session = None
            self.call('Browser.close')
            self.process.wait(10)
        except Exception:  # it may have ended already
            self.process.kill()
            self.process.wait()

def faint(browser, scheme):
    browser.scheme(scheme)
    return [f'too faint when {scheme}, {text}' for text in browser.ask(FAINT)]
