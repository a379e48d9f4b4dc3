// How far somebody has read the text: a bar that stays in sight while it scrolls by.

const bar = document.querySelector("[data-reading]");

if (bar) {
  const text = document.getElementById(bar.dataset.reading);
  const progress = bar.querySelector("progress");
  let waiting = false;

  const show = () => {
    waiting = false;
    const { top, height } = text.getBoundingClientRect();
    const read = (window.innerHeight - top) / height;
    progress.value = Math.round(100 * Math.min(1, Math.max(0, read)));
    bar.hidden = top > window.innerHeight || top + height < 0;
  };

  const soon = () => {
    if (!waiting) requestAnimationFrame(show);
    waiting = true;
  };

  addEventListener("scroll", soon, { passive: true });
  addEventListener("resize", soon);
  show();
}
