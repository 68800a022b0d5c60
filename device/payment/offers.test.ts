import { describe, expect, it } from 'vitest';
import { cashOutages, offersOf } from './offers.ts';

const allowed = ['wechat', 'alipay', 'cash'] as const;

describe('methods a shopper is offered', () => {
  it('[QR-8] are those that are allowed, fitted and work, in the order of the settings', () => {
    const fitted = ['cash', 'alipay', 'wechat'] as const;
    expect(offersOf({ allowed, fitted, outages: [] })).toEqual({ methods: [...allowed], methodOutages: [] });
    expect(offersOf({ allowed: ['cash'], fitted, outages: [] }).methods).toEqual(['cash']);
    expect(offersOf({ allowed, fitted: ['cash'], outages: [] }).methods).toEqual(['cash']);
  });

  it('[QR-8] leave out what does not work and say why, but nothing about what is not here', () => {
    const outages = [{ method: 'wechat' as const, why: 'no-network' as const }, ...cashOutages('no-change')];
    expect(offersOf({ allowed, fitted: ['wechat', 'alipay', 'cash'], outages })).toEqual({
      methods: ['alipay'],
      methodOutages: outages,
    });
    expect(offersOf({ allowed: ['alipay'], fitted: ['alipay'], outages }).methodOutages).toEqual([]);
    expect(cashOutages(undefined)).toEqual([]);
  });

  it('[QR-8] hold the stand-in method whatever the settings say', () => {
    expect(offersOf({ allowed: [], fitted: ['test', 'wechat'], outages: [] }).methods).toEqual(['test']);
  });
});
