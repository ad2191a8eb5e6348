#!/usr/bin/env python3
"""Opens a report in headless Chromium and looks whether it keeps its promises.

check_report.py REPORT.html [SCREENSHOTS]

No console message, no request but for the page itself, the charts present and
none of them empty, filters that filter, text that stays text, nothing wider
than the window, all that matters there with scripts off.  With SCREENSHOTS
it leaves pictures of both widths, light and dark, in that folder.  Speaks the
DevTools protocol over a pipe; needs nothing but Python and Chromium."""

import base64
import json
import os
import pathlib
import subprocess
import sys


class Browser:
    def __init__(self):
        to_browser, self.to = os.pipe()
        self.back, from_browser = os.pipe()
        # Chromium reads from descriptor 3 and writes to 4.
        def descriptors():
            a, b = os.dup(to_browser), os.dup(from_browser)
            os.dup2(a, 3)
            os.dup2(b, 4)
        self.process = subprocess.Popen(
            ["chromium", "--headless", "--no-sandbox", "--disable-gpu",
             "--hide-scrollbars", "--no-first-run", "--disable-extensions",
             "--user-data-dir=" + os.path.abspath("build/chromium"),
             "--remote-debugging-pipe", "about:blank"],
            preexec_fn=descriptors, close_fds=False,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.buffer = b""
        self.number = 0
        self.events = []
        target = self.call("Target.createTarget", url="about:blank")
        self.session = self.call("Target.attachToTarget", flatten=True,
                                 targetId=target["targetId"])["sessionId"]

    def message(self):
        while b"\0" not in self.buffer:
            got = os.read(self.back, 1 << 20)
            if not got:
                sys.exit("check_report: Chromium ended")
            self.buffer += got
        one, self.buffer = self.buffer.split(b"\0", 1)
        return json.loads(one)

    def call(self, method, **params):
        self.number += 1
        request = {"id": self.number, "method": method, "params": params}
        if getattr(self, "session", None):
            request["sessionId"] = self.session
        os.write(self.to, json.dumps(request).encode() + b"\0")
        while True:
            answer = self.message()
            if answer.get("id") == self.number:
                if "error" in answer:
                    sys.exit(f"check_report: {method}: {answer['error']}")
                return answer["result"]
            self.events.append(answer)

    def wait(self, method):
        while not any(e.get("method") == method for e in self.events):
            self.events.append(self.message())

    def open(self, url, scripts=True):
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(domain + ".enable")
        self.call("Emulation.setScriptExecutionDisabled", value=not scripts)
        self.events.clear()
        self.call("Page.navigate", url=url)
        self.wait("Page.loadEventFired")

    def window(self, width, height=900, dark=False, scale=1):
        self.call("Emulation.setDeviceMetricsOverride", width=width,
                  height=height, deviceScaleFactor=scale, mobile=width < 500)
        self.call("Emulation.setEmulatedMedia", features=[
            {"name": "prefers-color-scheme",
             "value": "dark" if dark else "light"},
            {"name": "prefers-reduced-motion", "value": "reduce"}])

    def ask(self, expression):
        answer = self.call("Runtime.evaluate", expression=expression,
                           returnByValue=True)
        if "exceptionDetails" in answer:
            sys.exit(f"check_report: {expression}: {answer}")
        return answer["result"].get("value")

    def picture(self, path, selector=None, most=2400):
        clip = self.ask(
            "(() => { const e = " +
            (f"document.querySelector({json.dumps(selector)})" if selector
             else "document.documentElement") +
            "; const b = e.getBoundingClientRect(); return {x: Math.max(0, "
            "b.x + scrollX - 16), y: Math.max(0, b.y + scrollY - 16), width: "
            "Math.min(b.width + 32, innerWidth), height: b.height + 32}; "
            "})()")
        clip["height"] = min(clip["height"], most)
        data = self.call("Page.captureScreenshot", captureBeyondViewport=True,
                         clip={**clip, "scale": 1})["data"]
        pathlib.Path(path).write_bytes(base64.b64decode(data))

    def close(self):
        self.session = None
        self.call("Browser.close")
        self.process.wait(10)


failures = []


def check(good, what):
    print(("ok      " if good else "FAILED  ") + what)
    if not good:
        failures.append(what)


def visible(browser, selector):
    return browser.ask(f"[...document.querySelectorAll('{selector}')]"
                       ".filter(e => e.checkVisibility()).length")


def type_in(browser, name, text, event="input"):
    browser.ask(f"(() => {{ const e = document.getElementById('{name}'); "
                f"e.value = {json.dumps(text)}; e.dispatchEvent(new "
                f"Event('{event}')); }})()")


def check_page(browser, url):
    browser.window(1280)
    browser.open(url)
    said = [e for e in browser.events if e["method"] in
            ("Runtime.consoleAPICalled", "Runtime.exceptionThrown",
             "Log.entryAdded")]
    check(not said, f"the console is silent {said[:2] or ''}")
    requests = {e["params"]["request"]["url"] for e in browser.events
                if e["method"] == "Network.requestWillBeSent"}
    check(requests == {url}, f"nothing is requested but the page {requests}")
    check(browser.ask("document.querySelectorAll('script').length") == 1 and
          browser.ask("document.querySelectorAll('img,iframe,object,embed,"
                      "[onerror],[onload],[onclick],[style]').length") == 0,
          "one script, no foreign element, no handler")
    cards = browser.ask("document.querySelectorAll('.card svg').length")
    courses = browser.ask("document.querySelectorAll('.course').length")
    check(cards > 0 and courses == cards + 1, f"{courses} courses drawn")
    empty = browser.ask("[...document.querySelectorAll('svg')].filter(s => "
                        "s.checkVisibility() && !s.getBBox().width && "
                        "!s.getBBox().height)"
                        ".map(s => s.outerHTML.slice(0, 200))")
    check(not empty, f"no drawing is empty {empty or ''}")
    check(browser.ask("[...document.querySelectorAll('svg[role=img]')].every("
                      "s => s.querySelector(':scope > title').textContent)"),
          "every drawing has a title")
    check(not browser.ask("document.documentElement.outerHTML.includes("
                          "'NaN') || /-?inf[ \"]/.test(document."
                          "documentElement.outerHTML)"), "no NaN")
    check(browser.ask("[...document.querySelectorAll('a[href^=\"#\"]')]."
                      "every(a => document.getElementById(a.hash.slice(1)))"),
          "every link inside leads somewhere")


def check_filters(browser):
    name = browser.ask("document.querySelector('.card').dataset.name")
    before = visible(browser, ".card")
    type_in(browser, "actor-filter", name)
    after = visible(browser, ".card")
    check(0 < after < before, f"speaker filter: {before} to {after}")
    check(visible(browser, ".actor") == after, "sections follow the filter")
    type_in(browser, "actor-filter", "")
    check(visible(browser, ".card") == before, "and come back")
    type_in(browser, "actor-order", "tone 1", "change")
    tones = browser.ask("[...document.querySelectorAll('.card')].map(c => "
                        "Number(c.dataset.tone))")
    check(tones == sorted(tones), "speakers in order of tone")
    rows = visible(browser, "#statement-table tbody tr")
    type_in(browser, "statement-label", "hostile", "change")
    hostile = visible(browser, "#statement-table tbody tr")
    check(0 < hostile < rows, f"statement filter: {rows} to {hostile}")
    type_in(browser, "statement-filter", "no such words at all")
    check(visible(browser, "#statement-table tbody tr") == 0,
          "words that do not occur leave none")
    check(browser.ask("document.getElementById('statement-count')"
                      ".textContent") == "0 shown", "and it says so")
    marks = browser.ask("document.querySelectorAll('.quote mark').length")
    check(marks > 0, f"{marks} words marked as evidence")


def check_narrow(browser, url):
    for width in (390, 1280):
        for dark in (False, True):
            browser.window(width, dark=dark)
            browser.open(url)
            wide = browser.ask("document.documentElement.scrollWidth")
            check(wide <= width, f"nothing wider than {width} ({wide})")
    check(browser.ask("getComputedStyle(document.body).backgroundColor") !=
          "rgb(250, 249, 246)", "dark is dark")


def check_without_scripts(browser, url):
    browser.window(1280)
    browser.open(url, scripts=False)
    tree = browser.call("DOM.getDocument", depth=0)["root"]["nodeId"]
    def found(selector):
        return len(browser.call("DOM.querySelectorAll", nodeId=tree,
                                selector=selector)["nodeIds"])
    check(found(".course") > 1 and found(".actor table") > 1,
          "charts and numbers without scripts")
    check(found("html.scripted") == 0, "no script ran")
    browser.open(url)


def pictures(browser, url, folder):
    pathlib.Path(folder).mkdir(parents=True, exist_ok=True)
    for width in (1280, 390):
        for dark in (False, True):
            browser.window(width, dark=dark)
            browser.open(url)
            name = f"{folder}/{width}-{'dark' if dark else 'light'}"
            browser.picture(f"{name}-top.png", most=2000)
            browser.picture(f"{name}-actor.png", ".actor")
            browser.picture(f"{name}-dyads.png", "#dyads")
            browser.picture(f"{name}-statements.png", "#statements",
                            most=1200)
            browser.picture(f"{name}-data.png", "#data")


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    report = pathlib.Path(sys.argv[1]).resolve()
    size = report.stat().st_size
    check(size < 2_000_000, f"{size} bytes are less than 2 MB")
    browser = Browser()
    url = report.as_uri()
    check_page(browser, url)
    check_filters(browser)
    check_narrow(browser, url)
    check_without_scripts(browser, url)
    if len(sys.argv) == 3:
        pictures(browser, url, sys.argv[2])
    browser.close()
    sys.exit(1 if failures else 0)


main()
