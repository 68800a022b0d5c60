// pure
/** Goes up with every change of what is checked. */
export const verifierVersion = '1.0.0';
