// pure
// What the demo says when everything runs.

export interface Addresses {
  console: string;
  screen: string;
  mqttPort: number;
  boardLog: string;
}

export function whatToTry({ console, screen, mqttPort, boardLog }: Addresses): string {
  return `
  Everything runs. Ctrl-C stops it.

    console          ${console}
    shopper screen   ${screen}/
    operator screen  ${screen}/operator
    counters         MQTT over TLS on port ${mqttPort}

  Keys, payments and places are stand-ins: this is a demonstration.

  What to try
    1. Buy something on the shopper screen: the sale is on the console within two seconds.
       The motor's bytes: tail -f ${boardLog}
    2. Withdraw that product in the console (or: npm run -s hub -- withdraw product <entry> --reason "…"):
       it leaves the screen within a second, and the attempt to sell it is refused and recorded.
    3. Decode board bytes: echo "FA FB 04 04 A3 01 00 3C 9F" | npm run -s board:decode
`;
}
