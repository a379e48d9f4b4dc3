// Draw a signature with a finger, a pen or a mouse. It is kept as a path of points; whoever only types misses nothing.

const WIDTH = 300;
const HEIGHT = 100;
const MOST = 7800; // characters, a little less than the server takes

for (const box of document.querySelectorAll("[data-draw]")) {
  const field = document.getElementById(box.dataset.draw);
  const sheet = box.querySelector("svg");
  const path = sheet.querySelector("path");
  let drawing = false;
  let last = [0, 0];

  const put = (text) => {
    field.value = text;
    path.setAttribute("d", text);
  };

  const point = (event) => {
    const { left, top, width, height } = sheet.getBoundingClientRect();
    const within = (value, most) => Math.round(Math.min(most, Math.max(0, value)));
    return [within(((event.clientX - left) / width) * WIDTH, WIDTH), within(((event.clientY - top) / height) * HEIGHT, HEIGHT)];
  };

  sheet.addEventListener("pointerdown", (event) => {
    if (field.value.length > MOST) return;
    drawing = true;
    sheet.setPointerCapture(event.pointerId);
    last = point(event);
    put(`${field.value}M${last[0]} ${last[1]}L${last[0]} ${last[1]}`);
    event.preventDefault();
  });

  sheet.addEventListener("pointermove", (event) => {
    if (!drawing || field.value.length > MOST) return;
    const [x, y] = point(event);
    if (Math.hypot(x - last[0], y - last[1]) < 2) return;
    last = [x, y];
    put(`${field.value}L${x} ${y}`);
  });

  for (const name of ["pointerup", "pointercancel"]) sheet.addEventListener(name, () => (drawing = false));
  box.querySelector("[data-erase]").addEventListener("click", () => put(""));
  put(field.value);
  box.hidden = false;
}
