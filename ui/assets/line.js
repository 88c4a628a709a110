// Says what has become of the line to the server, and brings the view back by itself. The frontend
// of Streamlit says so in English, in words for whoever runs the server, and only after a while.
// What is watched is the WebSocket itself, as it is made, and an address of ours: neither changes
// with the versions of that frontend, as the marks in its page do. `ui.server.line` has the words.
(() => {
  const { alive, process, light, language, screens, words } = window.atlas.line;
  const SECOND_MS = 1_000;
  const PATIENCE_MS = 10_000;
  // A line that is back sooner is nobody's concern.
  const GRACE_MS = 1_500;
  const EVERY_S = 5;
  const PROBE_MS = 4_000;
  // Streamlit keeps the session of a line that was cut for two minutes.
  const KEPT_MS = 90_000;
  const REJOIN_MS = 6_000;
  // Whoever was there comes back, but not all at the same instant.
  const JITTER_MS = 2_000;

  let heard = false;
  let asked = false;
  let cutAt = 0;
  let answeredAt = 0;
  let secondsLeft = 0;
  let watching = false;
  let leaving = false;

  function spoken() {
    const chosen = new URLSearchParams(window.location.search).get(language);
    return [chosen, document.documentElement.lang].find((one) => one in words) ?? "fr";
  }

  function lightAddress() {
    const here = new URL(window.location.href);
    const last = here.pathname.split("/").findLast(Boolean);
    here.searchParams.set(language, spoken());
    return `${light}${screens.includes(last) ? last : screens[0]}?${here.searchParams}`;
  }

  function box() {
    const found = document.querySelector("#atlas-line");
    if (found) {
      return found;
    }
    const made = document.createElement("div");
    made.id = "atlas-line";
    const [sentence, countdown, way] = ["p", "p", "a"].map((tag) => document.createElement(tag));
    // The sentence is read out; the seconds that follow it are not, one after the other.
    sentence.setAttribute("role", "alert");
    countdown.ariaHidden = "true";
    made.append(sentence, countdown, way);
    document.body.append(made);
    return made;
  }

  function say(name, leads = false) {
    const told = words[spoken()];
    const shown = box();
    const [sentence, countdown, way] = shown.children;
    shown.hidden = false;
    if (sentence.textContent !== told[name]) {
      sentence.textContent = told[name];
    }
    countdown.textContent = secondsLeft ? told.again.replace("{seconds}", secondsLeft) : "";
    way.textContent = told.light;
    way.hidden = !leads;
    way.href = lightAddress();
  }

  function hush() {
    document.querySelector("#atlas-line")?.remove();
    delete document.documentElement.dataset.line;
  }

  // The number of the process that answers, or nothing.
  async function probe() {
    try {
      const signal = AbortSignal.timeout(PROBE_MS);
      const answer = await fetch(alive, { cache: "no-store", signal });
      return answer.ok ? (await answer.text()).trim() : "";
    } catch {
      return "";
    }
  }

  function isSound() {
    return heard && !cutAt;
  }

  function isSessionLost(answer) {
    const known = document.querySelector(`meta[name="${process}"]`).content;
    return answer !== known || Date.now() - cutAt > KEPT_MS;
  }

  function comeBack() {
    leaving = true;
    say("back");
    setTimeout(() => window.location.reload(), Math.random() * JITTER_MS);
  }

  function sayNobody() {
    say(navigator.onLine ? "gone" : "offline");
  }

  // What an answer means: none, one without the line, one of another process.
  function judge(answer) {
    if (!answer) {
      answeredAt = 0;
      secondsLeft = EVERY_S;
      sayNobody();
    } else if (!cutAt) {
      say(asked ? "blocked" : "slow", true);
    } else if (isSessionLost(answer)) {
      comeBack();
    } else {
      answeredAt ||= Date.now();
      say("cut", Date.now() - answeredAt > REJOIN_MS);
    }
  }

  // Again and again, for as long as something is wrong.
  async function look() {
    if (leaving || isSound()) {
      watching = false;
      return;
    }
    if (cutAt) {
      document.documentElement.dataset.line = "cut";
    }
    secondsLeft = Math.max(0, secondsLeft - 1);
    if (secondsLeft) {
      sayNobody();
    } else {
      const answer = await probe();
      if (!leaving && !isSound()) {
        judge(answer);
      }
    }
    // Who may come back any moment is asked each second, who waits for a relay is not.
    const isNear = secondsLeft || (cutAt && Date.now() - cutAt < KEPT_MS);
    setTimeout(look, isNear ? SECOND_MS : EVERY_S * SECOND_MS);
  }

  function watch(after) {
    if (!watching) {
      watching = true;
      secondsLeft = 0;
      setTimeout(look, after);
    }
  }

  // The line is back; the session is too, unless another process answers now.
  async function rejoin() {
    const answer = await probe();
    if (answer && isSessionLost(answer)) {
      comeBack();
      return;
    }
    cutAt = 0;
    answeredAt = 0;
    hush();
  }

  function follow(line) {
    let wasOpen = false;
    asked = true;
    line.addEventListener("open", () => {
      wasOpen = true;
      if (cutAt) {
        void rejoin();
      }
    });
    line.addEventListener("message", () => {
      if (!heard) {
        heard = true;
        hush();
      }
    });
    line.addEventListener("close", () => {
      if (wasOpen && heard && !cutAt && !leaving) {
        cutAt = Date.now();
        watch(GRACE_MS);
      }
    });
  }

  window.WebSocket = class extends window.WebSocket {
    constructor(...given) {
      super(...given);
      if (`${given[0]}`.includes("/_stcore/stream")) {
        follow(this);
      }
    }
  };

  // The box in which Streamlit speaks of the same is hidden while the line is cut; left open it
  // would keep the keyboard to itself.
  new MutationObserver(() => {
    if (cutAt) {
      document.querySelector('[data-testid="stDialog"] button[aria-label="Close"]')?.click();
    }
  }).observe(document, { childList: true, subtree: true });

  window.addEventListener("pagehide", () => {
    leaving = true;
  });
  // A page that a browser had kept is shown again, without its line.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) {
      window.location.reload();
    }
  });
  watch(PATIENCE_MS);
})();
