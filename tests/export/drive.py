#!/usr/bin/env python3
"""drive.py SAMPLES WORK: the report in headless Chromium, used as people use it.

By mouse and by keyboard: hover, legend, numbers, community, tables, light and
dark; then in print. The browser is spoken to over its debugging pipe, so
nothing but Python and Chromium is needed. Every message on the console, every
request for anything but the page, and every chart without marks is a fault.
"""
import base64
import json
import os
import pathlib
import shutil
import subprocess
import sys
import time

PATIENCE = 60  # seconds for any one answer: the machine may be busy


class Browser:
    """One page of headless Chromium, by the DevTools protocol on fds 3 and 4."""

    def __init__(self, program, profile):
        to_browser, self.write_end = os.pipe()
        self.read_end, from_browser = os.pipe()

        def hand_over():
            kept = [os.dup(to_browser), os.dup(from_browser)]
            os.dup2(kept[0], 3)
            os.dup2(kept[1], 4)

        self.process = subprocess.Popen(
            [program, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
             "--disable-background-networking", "--disable-component-update", "--disable-sync",
             "--hide-scrollbars", f"--user-data-dir={profile}", "--remote-debugging-pipe", "about:blank"],
            preexec_fn=hand_over, close_fds=False, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(to_browser)
        os.close(from_browser)
        os.set_blocking(self.read_end, False)
        self.pending, self.number, self.events, self.session = b"", 0, [], None
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]

    def messages(self):
        """Whole messages that have come, in order."""
        try:
            while part := os.read(self.read_end, 1 << 20):
                self.pending += part
        except BlockingIOError:
            pass
        *whole, self.pending = self.pending.split(b"\0")
        return [json.loads(m) for m in whole]

    def ask(self, method, **params):
        self.number += 1
        message = {"id": self.number, "method": method, "params": params}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.write_end, json.dumps(message).encode() + b"\0")
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            answer = None
            for m in self.messages():
                if m.get("id") == self.number:
                    answer = m
                elif "method" in m:
                    self.events.append(m)
            if answer:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return answer["result"]
            time.sleep(0.005)
        raise TimeoutError(method)

    def js(self, expression):
        result = self.ask("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in result:
            raise RuntimeError(expression + ": " + str(result["exceptionDetails"].get("exception", {}).get("description")))
        return result["result"].get("value")

    def settle(self):
        """Until what an action started is drawn: two frames and a pause."""
        self.js("new Promise(r => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(r, 60))))")

    def mouse(self, x, y, click=False):
        self.ask("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)
        for kind in ("mousePressed", "mouseReleased") if click else ():
            self.ask("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)
        self.settle()

    def point(self, selector, nth=0):
        """Centre of an element, scrolled into view."""
        box = self.js(f"""(() => {{
            const e = document.querySelectorAll({json.dumps(selector)})[{nth}];
            e.scrollIntoView({{block: 'center', behavior: 'instant'}});
            const b = e.getBoundingClientRect();
            return [b.x + b.width / 2, b.y + b.height / 2]; }})()""")
        return box

    def click(self, selector, nth=0):
        self.mouse(*self.point(selector, nth), click=True)

    def key(self, name, text=""):
        codes = {"Tab": 9, "Enter": 13, " ": 32, "ArrowDown": 40, "ArrowRight": 39, "ArrowUp": 38}
        common = dict(key=name, code="Space" if name == " " else name, windowsVirtualKeyCode=codes[name])
        self.ask("Input.dispatchKeyEvent", type="keyDown" if text else "rawKeyDown", text=text, **common)
        self.ask("Input.dispatchKeyEvent", type="keyUp", **common)
        self.settle()

    def tab_to(self, test, most=400):
        """Press Tab until the focused element passes a test in JavaScript (e: the element)."""
        for _ in range(most):
            self.key("Tab")
            if self.js(f"(e => {test})(document.activeElement)"):
                return True
        return False

    def close(self):
        try:
            self.session = None
            self.ask("Browser.close")
        except (OSError, RuntimeError, TimeoutError):
            pass
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


faults = 0


def check(what, holds):
    global faults
    print("ok  " if holds else "not ok", what, flush=True)
    faults += not holds


# All drawings, or those of one chart, as text: what must change and what not.
DRAWINGS = "[...document.querySelectorAll('.chart')].map(c => c.innerHTML)"
FOCUS_RING = "(e => getComputedStyle(e).outlineStyle !== 'none' && parseFloat(getComputedStyle(e).outlineWidth) >= 2)(document.activeElement)"


def changed(before, after):
    return sum(a != b for a, b in zip(before, after))


def look(page):
    charts = page.js("""[...document.querySelectorAll('figure[id^="chart-"]')].map(f =>
        [f.id, f.querySelectorAll('.chart svg .role-mark > *').length, f.querySelector('.alternative').textContent.length,
         (f.querySelector('.chart svg') || f).getAttribute('aria-label') || ''])""")
    check(f"{len(charts)} charts, each with marks and a text alternative",
          len(charts) >= 12 and all(marks > 0 and text > 20 and label for _, marks, text, label in charts))
    for name, marks, *_ in charts:
        if marks == 0:
            print("    without marks:", name)
    check("no text of the data became markup", not page.js("!!document.querySelector('main b, header b')"))
    wide = page.js("""[...document.querySelectorAll('figure, header, nav')].filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.id)""")
    check(f"nothing is wider than its place {wide}", not wide and page.js("document.documentElement.scrollWidth <= innerWidth"))


def use_mouse(page):
    hit = page.js("""(() => { const marks = [...document.querySelectorAll('.chart svg .mark-rect.role-mark > *')];
        const at = marks.findIndex(m => m.getBoundingClientRect().width > 6 && m.getBoundingClientRect().height > 6); return at; })()""")
    page.mouse(*page.point(".chart svg .mark-rect.role-mark > *", hit))
    check("the pointer on a mark shows its values", page.js("!tip.hidden && tip.textContent.includes(':')"))
    page.mouse(2, 2)
    check("and hides them again", page.js("tip.hidden"))

    before = page.js(DRAWINGS)
    page.click(".legend button")
    after = page.js(DRAWINGS)
    check("a click in a legend hides one series of one chart",
          changed(before, after) == 1 and page.js("document.querySelector('.legend button').getAttribute('aria-pressed')") == "false")
    page.click(".legend button")
    check("a second click brings it back", changed(before, page.js(DRAWINGS)) == 0)

    radios = page.js("[...document.querySelectorAll('input[name=correction]')].map(r => r.value)")
    page.click(f"input[name=correction][value={json.dumps(radios[-1])}]")
    check(f"numbers chosen by mouse ({radios[-1]}) redraw charts", changed(before, page.js(DRAWINGS)) > 0)
    page.click("input[name=correction]")
    check("and 'both' brings all back", changed(before, page.js(DRAWINGS)) == 0)

    # the list of a select is the browser's own window: opened by the mouse, it takes keys
    page.click("#community")
    page.key("ArrowDown")
    page.key("Enter", "\r")
    check("a community chosen from the list opened by mouse redraws charts",
          changed(before, page.js(DRAWINGS)) > 0 and page.js("document.getElementById('community').selectedIndex") == 1)

    dark = page.js("document.documentElement.dataset.theme")
    page.click("#theme")
    check("light and dark by mouse", page.js("document.documentElement.dataset.theme") != dark)
    page.click("#theme")
    page.click("nav a")
    check("a click in the contents goes to the section", page.js("location.hash.length > 1"))
    marks = "document.querySelectorAll('#chart-prevalence_ever .mark-symbol.role-mark > *').length"
    check("of many codes the page draws the 25 most common and says so", page.js(marks) == 50 and page.js(
        "document.querySelector('#chart-prevalence_ever .alternative').textContent.includes('the 25 most common of 40 codes')"))
    page.click("#chart-prevalence_ever select")
    page.key("ArrowDown")
    page.key("Enter", "\r")
    check("the rest is shown when asked, by mouse", page.js(marks) == 80)
    page.click("details > summary")
    check("a click opens a table", page.js("document.querySelector('details').open"))


def load(page, address):
    page.ask("Page.navigate", url="about:blank")
    page.ask("Page.navigate", url=address)
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and page.js("document.readyState + location.protocol") != "completefile:":
        time.sleep(0.1)
    page.settle()


def use_keyboard(page):
    page.key("Tab")
    check("the first Tab offers to skip to the findings", page.js("document.activeElement.className") == "skip")
    check("Tab reaches the choice of community", page.tab_to("e.id === 'community'"))
    check("what has the focus shows it", page.js(FOCUS_RING))
    before = page.js(DRAWINGS)
    page.key("ArrowDown")
    check("an arrow key chooses another community", changed(before, page.js(DRAWINGS)) > 0)
    check("Tab reaches the numbers", page.tab_to("e.name === 'correction'", 3))
    before = page.js(DRAWINGS)
    page.key("ArrowRight")
    check("an arrow key chooses other numbers", changed(before, page.js(DRAWINGS)) > 0)
    check("Tab reaches light and dark", page.tab_to("e.id === 'theme'", 3))
    dark = page.js("document.documentElement.dataset.theme")
    page.key("Enter", "\r")
    check("Enter switches it", page.js("document.documentElement.dataset.theme") != dark)
    page.key("Enter", "\r")
    check("Tab reaches a legend", page.tab_to("!!e.closest('.legend')"))
    before = page.js(DRAWINGS)
    page.key(" ", " ")
    check("the space bar hides a series and keeps the focus",
          changed(before, page.js(DRAWINGS)) == 1 and page.js("!!document.activeElement.closest('.legend') && document.activeElement.getAttribute('aria-pressed') === 'false'"))
    page.key(" ", " ")
    check("Tab reaches the choice of codes", page.tab_to("e.tagName === 'SELECT' && !!e.closest('#chart-prevalence_ever')", 400))
    marks = "document.querySelectorAll('#chart-prevalence_ever .mark-symbol.role-mark > *').length"
    page.key("ArrowDown")
    check("an arrow key shows all codes and keeps the focus", page.js(marks) == 40 and page.js("document.activeElement.tagName") == "SELECT")
    page.key("ArrowDown")
    check("or those of one dimension", page.js(marks) == 20)
    page.key("ArrowUp")
    check("Tab reaches a table", page.tab_to("e.tagName === 'SUMMARY' && !e.parentElement.open"))
    page.key("Enter", "\r")
    check("Enter opens it", page.js("document.activeElement.parentElement.open"))
    check("its rows can be scrolled by keyboard", page.tab_to("e.className === 'scroll' && e.tabIndex === 0", 2))


def print_it(page, work):
    page.js("theme.set('dark'); drawAll()")
    pdf = base64.b64decode(page.ask("Page.printToPDF", preferCSSPageSize=True, printBackground=False)["data"])
    (work / "report.pdf").write_bytes(pdf)
    check(f"prints to a PDF of {len(pdf)} bytes", pdf.startswith(b"%PDF") and len(pdf) > 50000)
    check("printing gives the screen its dark back", page.js("document.documentElement.dataset.theme") == "dark")
    # as the printer sees it: dark ink on white whatever the screen has, no controls, nothing cut
    page.ask("Emulation.setEmulatedMedia", media="print")
    page.ask("Emulation.setDeviceMetricsOverride", width=718, height=1000, deviceScaleFactor=1, mobile=False)
    page.js("dispatchEvent(new Event('beforeprint'))")
    page.settle()
    check("in print: black on white", page.js("(s => s.color === 'rgb(0, 0, 0)' && ['rgb(255, 255, 255)', 'rgba(0, 0, 0, 0)'].includes(s.backgroundColor))(getComputedStyle(document.body))"))
    check("in print: no contents, no controls", page.js("[...document.querySelectorAll('nav, .controls, .skip')].every(e => getComputedStyle(e).display === 'none')"))
    cut = page.js("[...document.querySelectorAll('.chart svg')].filter(s => s.getBoundingClientRect().right > innerWidth + 1).map(s => s.closest('figure').id)")
    check(f"in print: no chart leaves the paper {cut}", not cut)
    check("in print: all codes that were asked for", page.js("document.querySelectorAll('#chart-prevalence_ever .mark-symbol.role-mark > *').length") == 40)
    ink = page.js("""[...new Set([...document.querySelectorAll('.chart svg text')].map(t => t.getAttribute('fill')))]""")
    light = [c for c in ink if c and c.startswith("#") and sum(int(c[i:i + 2], 16) for i in (1, 3, 5)) > 600 and c != "#ffffff"]
    check(f"in print: labels are dark {light}", not light)
    check("in print: the legend keeps its colours", page.js("(i => i.printColorAdjust || i.webkitPrintColorAdjust)(getComputedStyle(document.querySelector('.legend i')))") == "exact")
    check("in print: a chart of one community names it", page.js("document.querySelector('#chart-companions_by_community .alternative').textContent.includes(', community ' + document.getElementById('community').value)"))
    page.js("dispatchEvent(new Event('afterprint'))")


def main():
    samples, work = os.path.realpath(sys.argv[1]), pathlib.Path(sys.argv[2]).resolve()
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        print("SKIPPED: chromium is not here; the report was not used")
        return 77
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    subprocess.run([samples, str(work / "out")], check=True)
    address = (work / "out" / "report.html").as_uri()
    page = Browser(program, work / "profile")
    try:
        for domain in ("Page", "Runtime", "Log", "Network"):
            page.ask(domain + ".enable")
        page.ask("Emulation.setDeviceMetricsOverride", width=1280, height=900, deviceScaleFactor=1, mobile=False)
        page.ask("Emulation.setEmulatedMedia", features=[{"name": "prefers-reduced-motion", "value": "reduce"}])
        load(page, address)
        if page.js("typeof hasVega !== 'undefined' && !hasVega"):
            print("SKIPPED: built without libjs-vega; the report has tables only")
            return 77
        look(page)
        use_mouse(page)
        load(page, address)
        use_keyboard(page)
        print_it(page, work)
        page.ask("Emulation.setEmulatedMedia", media="screen")
        page.ask("Emulation.setDeviceMetricsOverride", width=390, height=844, deviceScaleFactor=2, mobile=True)
        page.settle()
        time.sleep(0.3)
        page.settle()
        look(page)
        said = [e for e in page.events if e["method"] in ("Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded")]
        for e in said:
            print("    ", json.dumps(e["params"])[:300])
        check("the console has no message", not said)
        asked = {e["params"]["request"]["url"] for e in page.events if e["method"] == "Network.requestWillBeSent"}
        check(f"nothing but the page was asked for {sorted(asked - {address})}", {a.split("#")[0] for a in asked} <= {address})
    finally:
        page.close()
    return 1 if faults else 0


sys.exit(main())
