// pure
// The columns the importer knows, and the headings under which offices publish them.

export type Column =
  | 'serial'
  | 'name'
  | 'brand'
  | 'specification'
  | 'gtins'
  | 'category'
  | 'supplier'
  | 'creditCode'
  | 'league'
  | 'banner'
  | 'bannerCode'
  | 'how'
  | 'people'
  | 'certificate'
  | 'validFrom'
  | 'validUntil'
  | 'validity'
  | 'price'
  | 'priceMin'
  | 'priceMax'
  | 'marks'
  | 'shelfLife'
  | 'remark';

/** First the name used in messages and reports, then the synonyms; as `headingKey` leaves them. */
export const columnNames: Readonly<Record<Column, readonly string[]>> = {
  serial: ['序号', '编号', 'NO', 'NO.'],
  name: ['产品名称', '商品名称', '品名', '产品', '商品', '名称', '扶贫产品名称', '帮扶产品名称'],
  brand: ['品牌', '商标', '品牌名称', '注册商标', '产品品牌', '商品品牌'],
  specification: ['规格', '产品规格', '商品规格', '规格型号', '包装规格', '净含量', '规格及包装'],
  gtins: ['商品条码', '条码', '条形码', '商品条形码', '产品条码', '产品条形码', 'GTIN', '69码', '条码号'],
  category: ['产品类别', '类别', '分类', '产品分类', '商品类别', '商品分类', '产品类型', '品类'],
  supplier: [
    '企业名称',
    '供应商',
    '供应商名称',
    '供货商',
    '单位名称',
    '生产企业',
    '生产单位',
    '企业合作社名称',
    '申报企业',
    '申报单位',
    '市场主体名称',
    '经营主体',
    '经营主体名称',
    '生产厂家',
    '供货企业',
  ],
  creditCode: [
    '统一社会信用代码',
    '信用代码',
    '社会信用代码',
    '企业信用代码',
    '统一信用代码',
    '统一社会信用编码',
  ],
  league: ['盟市', '所在盟市', '产地盟市', '所属盟市', '盟市名称'],
  banner: [
    '产地旗县',
    '所在旗县',
    '旗县',
    '旗县区',
    '旗县市区',
    '所属旗县',
    '产地',
    '原产地',
    '产品产地',
    '旗县名称',
    '所在旗县区',
    '产地旗县区',
  ],
  bannerCode: ['行政区划代码', '旗县代码', '区划代码', '产地代码', '旗县区划代码'],
  how: [
    '带贫机制',
    '带贫减贫机制',
    '帮扶机制',
    '联农带农机制',
    '利益联结机制',
    '带贫方式',
    '带动方式',
    '带农机制',
  ],
  people: [
    '带贫人数',
    '带动贫困人口',
    '带动人数',
    '带动贫困人口数',
    '带贫人口',
    '带动贫困人数',
    '受益人数',
    '帮扶人数',
    '带贫人口数',
  ],
  certificate: [
    '证书编号',
    '认定编号',
    '认定证书编号',
    '证书号',
    '产品编号',
    '认定文号',
    '证书号码',
    '认定证书号',
  ],
  validFrom: [
    '有效期自',
    '发证日期',
    '认定日期',
    '生效日期',
    '有效期起',
    '认定时间',
    '发证时间',
    '起始日期',
    '有效期开始',
    '有效期起始',
    '起',
    '自',
  ],
  validUntil: [
    '有效期至',
    '截止日期',
    '有效期止',
    '失效日期',
    '到期日期',
    '有效期截止',
    '到期日',
    '证书到期日',
    '有效期截至',
    '止',
    '至',
  ],
  validity: ['有效期', '证书有效期', '有效期限', '认定有效期'],
  price: [
    '参考价',
    '参考价格',
    '价格区间',
    '价格',
    '参考价区间',
    '参考价格区间',
    '销售价格',
    '单价',
    '售价',
    '指导价',
    '参考售价',
  ],
  priceMin: ['最低价', '最低价格', '参考价下限', '价格下限', '最低参考价', '最低', '下限'],
  priceMax: ['最高价', '最高价格', '参考价上限', '价格上限', '最高参考价', '最高', '上限'],
  marks: [
    '质量认证',
    '质量标志',
    '认证标志',
    '产品认证',
    '质量认证情况',
    '认证情况',
    '资质认证',
    '标志',
    '质量标识',
    '三品一标',
    '两品一标',
  ],
  shelfLife: ['保质期', '保质期限', '保存期', '产品保质期', '保鲜期'],
  remark: ['备注', '说明', '联系人', '联系电话', '联系方式', '地址', '图片', '产品图片'],
};

/** Columns a table must have, each as a choice of sets of which one must be complete (CAT-2). */
export const requiredColumns: readonly { name: Column; oneOf: readonly (readonly Column[])[] }[] = [
  { name: 'name', oneOf: [['name']] },
  { name: 'specification', oneOf: [['specification']] },
  { name: 'gtins', oneOf: [['gtins']] },
  { name: 'category', oneOf: [['category']] },
  { name: 'supplier', oneOf: [['supplier']] },
  { name: 'creditCode', oneOf: [['creditCode']] },
  { name: 'banner', oneOf: [['banner'], ['bannerCode']] },
  { name: 'how', oneOf: [['how']] },
  { name: 'people', oneOf: [['people']] },
  { name: 'certificate', oneOf: [['certificate']] },
  { name: 'validFrom', oneOf: [['validFrom'], ['validity']] },
  { name: 'validUntil', oneOf: [['validUntil'], ['validity']] },
  { name: 'price', oneOf: [['price'], ['priceMin', 'priceMax']] },
  { name: 'shelfLife', oneOf: [['shelfLife']] },
];

/** Columns whose vertically merged cells stand for every row they span (CAT-10). */
export const inheritedColumns: readonly Column[] = [
  'supplier',
  'creditCode',
  'league',
  'banner',
  'bannerCode',
];

/** The Chinese name of a column, as messages and reports use it. */
export function columnName(column: Column): string {
  return columnNames[column][0]!;
}
