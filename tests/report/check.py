"""Looks at reports in a headless Chromium, as a reader, one without a mouse, one who prints, and one without JavaScript.

    python tests/report/check.py target/release/mcutune [--out DIR] [NAME ...]

It searches studies of all kinds in a temporary directory, writes their reports, and fails on anything that the browser
complains of or loads, on what is wider than the page, on texts of a picture that lie on each other, on a focus that
cannot be seen or is out of order, and on a picture without a name. With --out it leaves pictures of the pages there.
"""

import os
import random
import subprocess
import sys
import tempfile

from chromium import Chromium

HERE = os.path.dirname(os.path.abspath(__file__))
DATA = os.path.join(HERE, "..", "..", "host", "data")
RANGES = """hidden_layer_sizes = { low = 2, high = 33, log = true }
learning_rate_init = { low = 1e-3, high = 1e-1, log = true }
alpha = { low = 1e-6, high = 1e-1, log = true }
activation = ["relu", "tanh"]
batch_size = [16, 32]
max_iter = 12
"""
LAYERS = RANGES.replace("log = true }", "layers = [1, 3], log = true }", 1)
GRID = 'hidden_layer_sizes = [[4], [8, 4], [16]]\nlearning_rate_init = [0.01, 0.1]\nactivation = ["relu", "tanh"]\nmax_iter = 9\n'
WILD = "<script>alert(1)</script>"

# by name: the search without its --out, and further studies that the report takes
STUDIES = {
    "grid": "{iris} --space grid.toml --cv 3",
    "random": "{iris} --space ranges.toml --strategy random --trials 80 --cv shuffled:3 --confirm 4",
    "gp": "{iris} --space ranges.toml --strategy gp --trials 40 --cv 5 --mcu cortex-m0 --limit flash=6K,ram=1K",
    "layers": "{iris} --space layers.toml --strategy random --trials 40 --cv 2",
    "front": "{iris} --space layers.toml --strategy gp --trials 30 --cv 3 --objectives score,flash --select knee",
    "halving": "{iris} --space ranges.toml --strategy halving --trials 27 --cv 3 --holdout 0.2",
    "early": "{iris} --space ranges.toml --strategy random --trials 40 --cv 3 --target-score 0.3 --jobs 1",
    "int8": "{iris} --space grid.toml --cv 3 --quantize int8 --select-by int8 --select one-standard-error",
    "values": "values.csv --space grid.toml --cv 4 --holdout 0.2",
    "wild": "wild.csv --space grid.toml --cv 2 --target " + WILD,
    "one": "{iris} --space one.toml --cv 2",
    "failed": "{iris} --space failed.toml --cv 2",
}
# what these are fitted to again
AGAIN = {"grid": "{iris}", "halving": "{iris}", "int8": "{iris}", "values": "values.csv", "wild": "wild.csv"}
COMPARED = ["grid", "random", "gp"]


def write(place):
    with open(f"{place}/ranges.toml", "w") as file:
        file.write(RANGES)
    with open(f"{place}/layers.toml", "w") as file:
        file.write(LAYERS)
    with open(f"{place}/grid.toml", "w") as file:
        file.write(GRID)
    with open(f"{place}/one.toml", "w") as file:
        file.write("hidden_layer_sizes = [[4]]\nmax_iter = 5\n")
    with open(f"{place}/failed.toml", "w") as file:
        file.write('hidden_layer_sizes = [[4], [6]]\nlearning_rate_init = [0.01, 1e30]\nsolver = ["sgd"]\nmax_iter = 5\n')
    draw = random.Random(1)
    with open(f"{place}/values.csv", "w") as file:
        file.write("a,b,c\n")
        for _ in range(120):
            a, b = draw.uniform(-1, 1), draw.uniform(-1, 1)
            file.write(f"{a},{b},{1000 * (a * a - b) + draw.gauss(0, 50)}\n")
    with open(f"{place}/wild.csv", "w") as file:
        file.write('"<img src=x onerror=alert(2)>",b,' + WILD + "\n")
        for _ in range(60):
            a, b = draw.uniform(-1, 1), draw.uniform(-1, 1)
            file.write(f"{a},{b},{'</title><b>' if a > b else 'a&b'}\n")


def run(program, place, words):
    done = subprocess.run([program, *words], cwd=place, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(words)}: {done.stderr}")
    return done.stdout


WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"

# pairs of texts in a picture that lie on each other, and texts that lie outside of it
OVERLAPS = """[...document.querySelectorAll('svg.chart')].flatMap(svg => {
  const texts = [...svg.querySelectorAll('text')].filter(text => text.textContent.trim());
  const whole = svg.getBoundingClientRect();
  const found = [];
  const boxes = texts.map(text => [text.textContent, text.getBoundingClientRect()]);
  for (let i = 0; i < boxes.length; i++) {
    const [a, p] = boxes[i];
    if (p.left < whole.left - 1 || p.right > whole.right + 1 || p.top < whole.top - 1 || p.bottom > whole.bottom + 1)
      found.push(`outside: ${a}`);
    for (let j = 0; j < i; j++) {
      const [b, q] = boxes[j];
      const width = Math.min(p.right, q.right) - Math.max(p.left, q.left);
      const height = Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top);
      if (width > 1 && height > 3) found.push(`${a} on ${b}`);
    }
  }
  return found;
})"""

FOCUS = """(() => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const style = getComputedStyle(at);
  const all = [...document.querySelectorAll('*')];
  return { at: all.indexOf(at), tag: at.tagName.toLowerCase() + '.' + at.className,
    name: at.getAttribute('aria-label') || at.textContent.trim().slice(0, 60),
    seen: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0,
    place: at.getBoundingClientRect().width > 0 };
})()"""

FOCUSABLE = """[...document.querySelectorAll('a[href],button,summary,[tabindex="0"]')]
  .filter(one => one.checkVisibility()).length"""

STATE = "[...document.querySelectorAll('svg[data-zoom] .marks *')].map(one => ['cx','x','x1','points','d'].map(name => one.getAttribute(name)).join()).join(';')"


NUMBERS = "[...document.querySelectorAll('svg[data-zoom] .grid text')].map(one => one.textContent).join()"


class Check:
    def __init__(self, browser, name):
        self.browser, self.name, self.wrong = browser, name, []

    def must(self, holds, what):
        if not holds:
            self.wrong.append(f"{self.name}: {what}")

    def widths(self, out):
        for width in (360, 1280):
            for scheme in ("light", "dark"):
                self.browser.view(width, scheme=scheme)
                self.must(self.browser.ask(WIDER) <= 0, f"wider than {width} px by {self.browser.ask(WIDER)}")
                self.browser.ask("document.querySelectorAll('details').forEach(one => one.open = true)")
                self.must(self.browser.ask(WIDER) <= 0, f"wider than {width} px by {self.browser.ask(WIDER)}, tables open")
                self.browser.ask("document.querySelectorAll('details').forEach(one => one.open = false)")
                if width == 1280:
                    overlaps = self.browser.ask(OVERLAPS)
                    self.must(not overlaps, f"texts on each other: {overlaps[:6]}")
                    dark = self.browser.ask("getComputedStyle(document.body).backgroundColor")
                    self.must((dark == "rgb(255, 255, 255)") == (scheme == "light"), f"{scheme}: {dark}")
                if out:
                    self.browser.picture(f"{out}/{self.name}-{width}-{scheme}.png")

    def theme(self):
        self.browser.view(1280, scheme="light")
        self.browser.ask("document.getElementById('theme').click()")
        self.must(self.browser.ask("getComputedStyle(document.body).backgroundColor") != "rgb(255, 255, 255)",
                  "the button does not darken the page")
        self.browser.ask("document.getElementById('theme').click()")
        self.must(self.browser.ask("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)",
                  "the button does not lighten the page again")

    def paper(self, out):
        self.browser.view(794, scheme="dark", media="print")
        self.must(self.browser.ask("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)",
                  "dark on paper")
        hidden = self.browser.ask("[...document.querySelectorAll('button')].every(one => !one.getClientRects().length)")
        self.must(hidden, "buttons on paper")
        data = self.browser.pdf(f"{out}/{self.name}.pdf" if out else os.devnull)
        self.must(data.startswith(b"%PDF") and data.count(b"/Type /Page\n") + data.count(b"/Type /Page ") != 0 or
                  b"/Type/Page" in data or len(data) > 10000, "no pages on paper")
        if out:
            self.browser.picture(f"{out}/{self.name}-print.png")
        self.browser.view(1280)

    def keyboard(self):
        self.browser.ask("document.activeElement.blur(); window.scrollTo(0, 0)")
        expected = self.browser.ask(FOCUSABLE)
        last, count = -1, 0
        for _ in range(expected + 5):
            self.browser.key("Tab")
            at = self.browser.ask(FOCUS)
            if at is None or at["at"] < last:
                break
            count += 1
            self.must(at["name"], f"{at['tag']} has the focus and no name")
            self.must(at["seen"] and at["place"], f"the focus on {at['tag']} {at['name']!r} cannot be seen")
            last = at["at"]
        self.must(count == expected, f"Tab reaches {count} of {expected} elements")

    def marks(self):
        pictures = self.browser.ask("document.querySelectorAll('figure.plot').length")
        for at in range(pictures):
            figure = f"document.querySelectorAll('figure.plot')[{at}]"
            if not self.browser.ask(f"{figure}.querySelectorAll('.mark').length"):
                continue
            self.browser.ask(f"{figure}.querySelector('.picture').focus()")
            self.browser.key("ArrowRight")
            text = self.browser.ask(f"{figure}.querySelector('.tip').textContent")
            told = self.browser.ask("document.getElementById('told').textContent")
            self.must(text and text == told, f"picture {at}: the arrow shows {text!r} and tells {told!r}")
            self.must(not self.browser.ask(f"{figure}.querySelector('.tip').hidden"), f"picture {at}: no text is shown")
            self.browser.key("End")
            self.browser.key("Escape")
            self.must(self.browser.ask(f"{figure}.querySelector('.tip').hidden"), f"picture {at}: Escape hides nothing")

    def zooms(self):
        figure = "document.querySelector('svg[data-zoom]').closest('figure')"
        if not self.browser.ask("Boolean(document.querySelector('svg[data-zoom]'))"):
            return
        before, numbers = self.browser.ask(STATE), self.browser.ask(NUMBERS)
        self.browser.ask(f"{figure}.querySelector('.picture').focus()")
        self.browser.key("+")
        self.must((self.browser.ask(STATE), self.browser.ask(NUMBERS)) != (before, numbers), "+ does not zoom")
        self.must(len(self.browser.ask("[...document.querySelectorAll('svg[data-zoom] .xs text')].map(one => one.textContent)")) > 1,
                  "no numbers along the axis once zoomed")
        self.must("NaN" not in self.browser.ask(STATE), "NaN once zoomed")
        self.browser.key("0")
        self.must(self.same(before, self.browser.ask(STATE)), "0 does not bring the whole picture back")
        box = self.browser.ask(f"(() => {{ const chart = {figure}.querySelector('svg.chart'); chart.scrollIntoView({{block: 'center', behavior: 'instant'}}); const b = chart.getBoundingClientRect(); return [b.left, b.top, b.width, b.height]; }})()")
        at = lambda x, y: (box[0] + box[2] * x, box[1] + box[3] * y)
        self.browser.mouse("mousePressed", *at(.3, .2), button="left", clickCount=1)
        self.browser.mouse("mouseMoved", *at(.6, .6), button="left")
        self.browser.mouse("mouseReleased", *at(.6, .6), button="left", clickCount=1)
        zoomed = not self.same(before, self.browser.ask(STATE)) or self.browser.ask(NUMBERS) != numbers
        self.must(zoomed, "a rectangle does not zoom")
        self.browser.ask(f"[...{figure}.querySelectorAll('.zoom button')].at(-1).click()")
        self.must(self.same(before, self.browser.ask(STATE)), "the button does not bring the whole picture back")

    def ideal(self):
        """The diagonal of answers without an error stays that of the axes when zoomed."""
        line = "document.querySelector('svg[data-zoom] .marks .ideal')"
        there = self.browser.ask(f"Boolean({line})")
        self.must(there or self.name != "values", "no line of answers without an error")
        if not there:
            return
        ends = f"['x1','y1','x2','y2'].map(name => Number({line}.getAttribute(name)))"
        before = self.browser.ask(ends)
        self.browser.ask(f"{line}.closest('.picture').focus()")
        self.browser.key("+")
        middle = [(before[at] + before[at + 2]) / 2 for at in (0, 1)] * 2
        wanted = [centre + 2 * (end - centre) for centre, end in zip(middle, before)]
        found = self.browser.ask(ends)
        self.must(all(abs(a - b) < .2 for a, b in zip(wanted, found)), f"the diagonal is at {found}, not at {wanted}")
        self.browser.key("0")

    @staticmethod
    def same(a, b):
        """Numbers of the script are not rounded to a tenth."""
        numbers = lambda text: [round(float(word), 1) for word in
                                text.replace("M", " ").replace("h", " ").replace("l", " ").replace("v", " ")
                                    .replace("z", " ").replace("-", " -").replace(",", " ").replace(";", " ").split()]
        a, b = numbers(a), numbers(b)
        return len(a) == len(b) and all(abs(x - y) <= .11 for x, y in zip(a, b))

    def names(self):
        tree = self.browser.call("Accessibility.getFullAXTree")["nodes"]
        of = lambda node, what: node.get(what, {}).get("value", "")
        images = [node for node in tree if of(node, "role") in ("image", "img") and not node.get("ignored")]
        self.must(all(of(node, "name") and of(node, "description") for node in images), "an image without a name or description")
        self.must(len(images) == self.browser.ask("document.querySelectorAll('svg.chart').length"), f"{len(images)} images")

    def without_script(self, path):
        self.browser.call("Emulation.setScriptExecutionDisabled", value=True)
        self.browser.open(path)
        self.browser.call("Emulation.setScriptExecutionDisabled", value=False)
        titles = self.browser.ask("[...document.querySelectorAll('.marks .mark')].every(one => one.querySelector('title'))")
        self.must(titles, "marks without texts where there is no script")
        self.must(self.browser.ask("document.getElementById('theme').hidden"), "a button that does nothing without a script")
        self.must(self.browser.ask("[...document.querySelectorAll('details')].every(one => one.querySelector('table'))"),
                  "numbers are missing without a script")


def look(browser, path, name, out):
    check = Check(browser, name)
    browser.complaints.clear()
    browser.loaded.clear()
    browser.view(1280)
    browser.open(path)
    check.widths(out)
    check.theme()
    check.paper(out)
    check.keyboard()
    check.marks()
    check.zooms()
    check.ideal()
    check.names()
    check.without_script(path)
    check.must(not browser.complaints, f"the browser complains: {browser.complaints}")
    others = [url for url in browser.loaded if not url.startswith("file://")]
    check.must(not others, f"it loads {others}")
    check.must(os.path.getsize(path) < 1_500_000, f"{os.path.getsize(path)} bytes")
    return check.wrong


def main():
    words = sys.argv[1:]
    out = None
    if "--out" in words:
        at = words.index("--out")
        out = os.path.abspath(words[at + 1])
        os.makedirs(out, exist_ok=True)
        del words[at:at + 2]
    program, wanted = os.path.abspath(words[0]), words[1:]
    wrong = []
    with tempfile.TemporaryDirectory() as place, Chromium() as browser:
        write(place)
        pages = []
        for name, search in STUDIES.items():
            if wanted and name not in wanted and not (set(wanted) & {"compared"} and name in COMPARED):
                continue
            words = [word.replace("{iris}", os.path.join(DATA, "iris.csv")) for word in search.split(" ")]
            run(program, place, ["search", *words, "--quiet", "--out", f"{name}.study"])
            pages.append((name, [f"{name}.study"]))
        if not wanted or "compared" in wanted:
            pages.append(("compared", [f"{name}.study" for name in COMPARED]))
        for name, studies in pages:
            pictures = ["--pictures", f"{out}/{name}-pictures"] if out else []
            again = AGAIN.get(name, "").replace("{iris}", os.path.join(DATA, "iris.csv"))
            data = ["--data", again] if again else []
            run(program, place, ["report", *studies, "-o", f"{name}.html", *pictures, *data])
            found = look(browser, f"{place}/{name}.html", name, out)
            print(f"{name}: {'as it should be' if not found else 'WRONG'}")
            wrong += found
    for line in wrong:
        print(line, file=sys.stderr)
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
