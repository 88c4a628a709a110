// Copies the address of the view when its button is pressed. The page itself copies: over plain
// http a browser gives no other way. The address holds the parameters of the view alone, written
// as `ui.view.share.absolute_link` does; `ui.server.shell` names them in `window.atlas.copying`.
(() => {
  const { button, named, kept } = window.atlas.copying;

  function written(text) {
    return encodeURIComponent(text).replaceAll("%3A", ":").replaceAll("%2C", ",");
  }

  function address() {
    const here = new URL(window.location.href);
    const link = document.querySelector(named);
    if (link) {
      new URL(link.href).searchParams.forEach((text, name) => here.searchParams.set(name, text));
    }
    const query = kept
      .filter((name) => here.searchParams.get(name))
      .map((name) => `${name}=${written(here.searchParams.get(name))}`)
      .join("&");
    return `${here.origin}${here.pathname}${query ? `?${query}` : ""}`;
  }

  function copied(text) {
    const field = document.createElement("textarea");
    field.value = text;
    field.style.position = "fixed";
    field.style.opacity = "0";
    document.body.append(field);
    field.select();
    try {
      return document.execCommand("copy");
    } catch {
      return false;
    } finally {
      field.remove();
    }
  }

  document.addEventListener(
    "click",
    (event) => {
      if (event.target.closest && event.target.closest(button)) {
        // Marked on the page, so that it says what happened: see page.css.
        document.documentElement.dataset.linkCopied = copied(address()) ? "yes" : "no";
      }
    },
    true,
  );
})();

// Fetches what the map will ask for, while the page waits for the first answer of the server.
(() => {
  window.addEventListener("load", () => {
    for (const address of window.atlas.ahead) {
      const link = document.createElement("link");
      link.rel = "prefetch";
      link.href = address;
      document.head.append(link);
    }
  });
})();
