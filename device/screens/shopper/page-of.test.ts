import { describe, expect, it } from 'vitest';
import { sampleItem, sampleSale, sampleView } from '../testing/sample-views.ts';
import type { SaleView } from '../views.ts';
import { pageOf } from './page-of.ts';

const pageWith = (sale: Partial<SaleView>) => pageOf(sampleView({ sale: sampleSale(sale) }));
const delivered = sampleItem({ phase: 'delivered', outcome: 'delivered' });
const refunded = sampleItem({ item: 2, phase: 'refunded', outcome: 'not-delivered' });

describe('page of a view', () => {
  it('loads until the first view, then shows the shelf', () => {
    expect(pageOf(null)).toBe('loading');
    expect(pageOf(sampleView({}))).toBe('shelf');
  });

  it('[SCR-3] says that nothing is sold when the counter says so', () => {
    expect(pageOf(sampleView({ outOfService: 'channel-suspended' }))).toBe('out-of-service');
  });

  it('[SCR-3] shows a sale also when the counter goes out of service meanwhile', () => {
    const view = sampleView({ outOfService: 'board-offline', sale: sampleSale({ phase: 'refunding' }) });
    expect(pageOf(view)).toBe('progress');
  });

  it('follows the phases of a sale', () => {
    expect(pageWith({ phase: 'paying' })).toBe('paying');
    expect(pageWith({ phase: 'dispensing' })).toBe('progress');
    expect(pageWith({ phase: 'refunding' })).toBe('progress');
    expect(pageWith({ phase: 'finished', items: [delivered] })).toBe('thanks');
  });

  it('[SCR-12] shows what is settled later as that, not as something still going on', () => {
    expect(pageWith({ phase: 'payment-pending' })).toBe('pending');
    expect(pageWith({ phase: 'stopped', paidFen: 500 })).toBe('pending');
    expect(pageWith({ phase: 'refund-pending', paidFen: 500 })).toBe('refund');
  });

  it('[SCR-4] never thanks for a sale of which something was refunded', () => {
    expect(pageWith({ phase: 'finished', items: [delivered, refunded] })).toBe('refund');
    expect(pageWith({ phase: 'finished', items: [refunded] })).toBe('refund');
  });

  it('[SCR-4] a cancelled sale into which money went is a refund, not a cancellation', () => {
    expect(pageWith({ phase: 'cancelled', paidFen: 0 })).toBe('cancelled');
    expect(pageWith({ phase: 'cancelled', paidFen: 500 })).toBe('refund');
  });
});
