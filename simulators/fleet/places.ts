// pure
// Where the fleet's counters stand: invented halls of real kinds in real banners.
import type { NewCounter } from '../../hub/fleet/counter.ts';

const banners: readonly [code: string, name: string][] = [
  ['150102', '新城区'],
  ['150105', '赛罕区'],
  ['150203', '昆都仑区'],
  ['150402', '红山区'],
  ['150430', '敖汉旗'],
  ['150502', '科尔沁区'],
  ['150524', '库伦旗'],
  ['150602', '东胜区'],
  ['150702', '海拉尔区'],
  ['150802', '临河区'],
  ['150902', '集宁区'],
  ['152201', '乌兰浩特市'],
  ['152202', '阿尔山市'],
  ['152502', '锡林浩特市'],
  ['152921', '阿拉善左旗'],
];

/** Site kinds of the plan, with a hall each. */
const sites: readonly [kind: NewCounter['siteKind'], hall: string][] = [
  ['agency', '政务服务大厅'],
  ['community', '社区服务中心'],
  ['mall', '商场一层'],
  ['university', '学生食堂'],
  ['hospital', '门诊大厅'],
  ['company', '职工之家'],
  ['station', '候车室'],
  ['airport', '出发大厅'],
];

/** Counter number `index` (from 0) of a fleet; the same index is always the same counter. */
export function placeOf(index: number): NewCounter {
  const [banner, bannerName] = banners[index % banners.length]!;
  const [siteKind, hall] = sites[(index * 3 + Math.floor(index / banners.length)) % sites.length]!;
  const number = String(index + 1).padStart(4, '0');
  return {
    id: `counter-${banner}-${number}`,
    name: `${bannerName}${hall} ${number}`,
    siteKind,
    address: `${bannerName}${hall}`,
    banner,
    league: `${banner.slice(0, 4)}00`,
    hostUnit: `${bannerName}帮扶单位（演示）`,
    operatingCompany: `演示运营单位${(index % 5) + 1}`,
  };
}
