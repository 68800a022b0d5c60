// What the demo can be told: ports, folder, size. Everything has a default, everything can be changed.
import { parseArgs } from 'node:util';

export interface DemoOptions {
  fresh: boolean;
  data: string;
  httpPort: number;
  httpsPort: number;
  mqttPort: number;
  screenPort: number;
  /** The simulated machine around the full counter. */
  machinePort: number;
  gatewayPort: number;
  /** A second full counter: an open-door cabinet. */
  cabinet: boolean;
  cabinetScreenPort: number;
  cabinetMachinePort: number;
  counters: number;
  /** How many times faster the shoppers' day passes. */
  timeFactor: number;
  slots: number;
}

export const usage = `npm start [-- options]

  --fresh              start over: forget everything in the data folder
  --data <folder>      where everything is kept                    (data)
  --http-port <n>      console                                     (8080)
  --mqtt-port <n>      counters, MQTT over TLS                     (8883)
  --https-port <n>     counters, enrolment and lists               (8443)
  --screen-port <n>    screens of the full counter                 (8101)
  --gateway-port <n>   simulated payment gateway and phone         (8102)
  --machine-port <n>   simulated machine: cash, scanner, faults    (8103)
  --cabinet            a second full counter: an open-door cabinet
  --cabinet-screen-port <n>   its screens                          (8104)
  --cabinet-machine-port <n>  its simulated machine                (8105)
  --counters <n>       counters of the simulated fleet             (50)
  --time-factor <n>    how fast the fleet's day passes, 0 stands   (30)
  --slots <n>          slots of the full counter                   (24)
`;

const port = (fallback: string) => ({ type: 'string', default: fallback }) as const;

/** Throws an Error with the usage when an option is unknown or no number. */
export function readDemoOptions(args: readonly string[]): DemoOptions | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      help: { type: 'boolean', default: false },
      fresh: { type: 'boolean', default: false },
      data: port('data'),
      'http-port': port('8080'),
      'mqtt-port': port('8883'),
      'https-port': port('8443'),
      'screen-port': port('8101'),
      'gateway-port': port('8102'),
      'machine-port': port('8103'),
      cabinet: { type: 'boolean', default: false },
      'cabinet-screen-port': port('8104'),
      'cabinet-machine-port': port('8105'),
      counters: port('50'),
      'time-factor': port('30'),
      slots: port('24'),
    },
  });
  if (values.help) return 'help';
  return {
    fresh: values.fresh,
    data: values.data,
    httpPort: whole('http-port', values['http-port'], 65_535),
    mqttPort: whole('mqtt-port', values['mqtt-port'], 65_535),
    httpsPort: whole('https-port', values['https-port'], 65_535),
    screenPort: whole('screen-port', values['screen-port'], 65_535),
    gatewayPort: whole('gateway-port', values['gateway-port'], 65_535),
    machinePort: whole('machine-port', values['machine-port'], 65_535),
    cabinet: values.cabinet,
    cabinetScreenPort: whole('cabinet-screen-port', values['cabinet-screen-port'], 65_535),
    cabinetMachinePort: whole('cabinet-machine-port', values['cabinet-machine-port'], 65_535),
    counters: whole('counters', values.counters, 2000),
    timeFactor: whole('time-factor', values['time-factor'], 1000),
    slots: whole('slots', values.slots, 100),
  };
}

function whole(name: string, text: string, max: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > max)
    throw new Error(`--${name} takes a whole number from 0 to ${max}, not “${text}”.`);
  return value;
}
