// Vite finds pages of other slices by name; there may be none.
interface ImportMeta {
  glob<Module>(pattern: string): Record<string, () => Promise<Module>>;
}
