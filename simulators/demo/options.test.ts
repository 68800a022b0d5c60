import { describe, expect, it } from 'vitest';
import { readDemoOptions } from './options.ts';

describe('demo options', () => {
  it('[DEMO-1] has the ports the README promises', () => {
    expect(readDemoOptions([])).toEqual({
      fresh: false,
      data: 'data',
      httpPort: 8080,
      httpsPort: 8443,
      mqttPort: 8883,
      screenPort: 8101,
      gatewayPort: 8102,
      machinePort: 8103,
      cabinet: false,
      cabinetScreenPort: 8104,
      cabinetMachinePort: 8105,
      counters: 50,
      timeFactor: 30,
      slots: 24,
    });
  });

  it('[DEMO-1] takes others', () => {
    const options = readDemoOptions([
      '--fresh',
      '--http-port',
      '0',
      '--counters',
      '3',
      '--data',
      'elsewhere',
    ]);
    expect(options).toMatchObject({ fresh: true, httpPort: 0, counters: 3, data: 'elsewhere' });
    expect(readDemoOptions(['--help'])).toBe('help');
  });

  it.each([
    ['--http-port', '70000'],
    ['--counters', '-1'],
    ['--slots', 'many'],
    ['--speed', '3'],
  ])('[DEMO-1] refuses %s %s with a sentence', (...args) => {
    expect(() => readDemoOptions(args)).toThrow(/--/);
  });
});
