// pure
/** What browser tests press, for the buttons antd makes itself. */
export const testId = (id: string) => ({ 'data-testid': id });
