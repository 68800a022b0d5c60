/** The part of the oracle that the property test uses; the package brings no types. */
declare module 'gs1-barcode-parser-mod' {
  export function parseBarcode(code: string): {
    parsedCodeItems: { ai: string; raw: string }[];
  };
}
