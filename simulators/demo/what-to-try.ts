// pure
// What the demo says when everything runs, Chinese first.

export interface Addresses {
  console: string;
  counter: { screen: string; machine: string; boardLog: string };
  cabinet?: { screen: string; machine: string } | undefined;
  phone: string;
  mqttPort: number;
  /** Of the console; the password is the same for all. */
  accounts: readonly { login: string; password: string; name: string }[];
  people: readonly { operator: string; role: string; pin: string }[];
}

const cabinetLines = ({ screen, machine }: { screen: string; machine: string }) => `
    开门柜 cabinet    screen    ${screen}/
    开门柜 cabinet    machine   ${machine}`;

export function whatToTry({
  console,
  counter,
  cabinet,
  phone,
  mqttPort,
  people,
  accounts: logins,
}: Addresses): string {
  const { screen, machine, boardLog } = counter;
  const accounts = people.map(({ operator, pin, role }) => `${operator} / ${pin} (${role})`).join('   ');
  const desk = logins.map(({ login, name }) => `${login} (${name.split(' ')[0]})`).join('  ');
  return `
  Everything runs. Ctrl-C stops it.  全部就绪，Ctrl-C 停止。

    控制台 console          ${console}
    购买屏 shopper screen   ${screen}/
    操作屏 operator screen  ${screen}/operator
    模拟机 machine          ${machine}
    手机   phone            ${phone}
    专柜   counters         MQTT over TLS on port ${mqttPort}${cabinet ? cabinetLines(cabinet) : ''}
    登录   operators        ${accounts}
    账号   accounts         ${desk}
           password         ${logins[0]?.password ?? ''}

  密钥、货款、地点和密码都是演示用的。Keys, money, places and PINs are stand-ins: this is a demonstration.

  可以试试  What to try
    1. 在购买屏选商品，微信或支付宝付款，在“手机”页点支付。两秒内控制台能看到这笔销售。
       Buy on the shopper screen by WeChat or Alipay and pay on the phone page: the console shows the sale within two seconds.
       The motor's bytes: tail -f ${boardLog}
    2. 现金：在“模拟机”页投币，找零会退出来。
       Cash: put notes and coins in on the machine page; change comes back.
    3. 补货：在“模拟机”页打开操作屏，用上面的工号登录，补货时点右边的条码。未认证、已清理、过期的会被拒绝。
       Restock: open the operator screen on the machine page, sign in, and press codes beside it; uncertified, withdrawn and expired goods are refused.
    4. 断电、拔网线、卡货都在“模拟机”页：顾客不会白付钱。
       Cut the power, pull the network, jam a motor on the machine page: nobody pays for nothing.
    5. 在控制台下架该商品 Withdraw a product in the console (or: npm run -s hub -- withdraw product <entry> --reason "…"):
       it leaves the screen within a second, and the attempt to sell it is refused and recorded.
    6. 控制台上每个岗位都有事可做：换账号登录，审核申报、签发目录、起草通报、看月报。
       The console has work for every desk: sign in as another account to review an application, sign a release, approve a notice, read the month.
    7. 主控板报文 Board bytes: echo "FA FB 04 04 A3 01 00 3C 9F" | npm run -s board:decode
`;
}
