// Dark or light: as the system has it, or as the reader chose.

const KEY = 'athanor.theme';
const system = matchMedia('(prefers-color-scheme: dark)');

function apply() {
  const chosen = localStorage.getItem(KEY);
  if (chosen) document.documentElement.dataset.theme = chosen;
}

apply();

export const theme = {
  isDark() {
    return (document.documentElement.dataset.theme ?? (system.matches ? 'dark' : 'light')) === 'dark';
  },
  turn() {
    localStorage.setItem(KEY, theme.isDark() ? 'light' : 'dark');
    apply();
  },
  onChange(listener) {
    system.addEventListener('change', listener);
  },
};
