// What a screen reader would stumble over, in words.
() => {
  const faults = [];
  const all = (selector) => [...document.querySelectorAll(selector)];
  const named = (element) => element.textContent.trim() || element.getAttribute("aria-label");
  if (!document.documentElement.lang) faults.push("no language");
  if (!document.title) faults.push("no title");
  if (all("h1").length !== 1) faults.push("not one h1");
  if (all("main").length !== 1) faults.push("not one main");
  let level = 0;
  for (const heading of all("h1, h2, h3, h4, h5, h6")) {
    const next = Number(heading.tagName[1]);
    if (next > level + 1) faults.push(`${heading.tagName} after h${level}`);
    if (!named(heading)) faults.push("an empty heading");
    level = next;
  }
  for (const image of all("img")) {
    if (!image.hasAttribute("alt")) faults.push("a picture without alt");
    if (!image.width || !image.height) faults.push("a picture without a size");
  }
  for (const link of all("a, button")) if (!named(link)) faults.push("a link without words");
  for (const input of all("input")) if (!input.labels.length) faults.push("a field without a label");
  for (const part of all("nav, aside, form, section")) {
    const by = part.getAttribute("aria-labelledby");
    const name = part.getAttribute("aria-label") ?? (by && document.getElementById(by)?.textContent);
    if (!name && part.role !== "search") faults.push(`${part.tagName} without a name`);
  }
  const ids = all("[id]").map((element) => element.id);
  if (new Set(ids).size !== ids.length) faults.push("an id twice");
  for (const list of all("ul, ol"))
    for (const child of list.children) if (child.tagName !== "LI") faults.push("a list of no items");
  return faults;
}
