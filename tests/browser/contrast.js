// The least contrast of a text with what it stands on (WCAG 2.2, section 1.4.3).
() => {
  const canvas = document.createElement("canvas").getContext("2d");
  const channels = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const light = (colour) => {
    const [r, g, b] = channels(colour).map((one) => {
      const part = one / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => {
    for (let one = element; one; one = one.parentElement) {
      const colour = getComputedStyle(one).backgroundColor;
      if (channels(colour)[3] > 0) return colour;
    }
    return "white";
  };
  const bears = (element) =>
    [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  const ratios = [...document.body.querySelectorAll("*")]
    .filter((element) => bears(element) && element.checkVisibility())
    .map((element) => {
      const [a, b] = [light(getComputedStyle(element).color), light(ground(element))];
      return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    });
  return Math.min(...ratios);
}
