import path from 'node:path';

/** What an administrator types to give Mosquitto and the collectors their certificates and configuration. */
export function brokerLines(folder: string, collectors: readonly string[], url: string): string {
  // Named in any case: a collector may run on another machine, and the port need not be the usual one.
  const at = (name: string): string => path.join(folder, name);
  return `
For the broker, as root, from the program’s folder (Mosquitto 2, Debian’s places):
  install -d -m 750 -g mosquitto /etc/mosquitto/ringform
  install -m 644 ${at('broker')}/*.crt ${at('broker')}/revoked.crl /etc/mosquitto/ringform/
  install -m 640 -g mosquitto ${at('broker/server.key')} /etc/mosquitto/ringform/
  install -m 644 systemd/mosquitto/ringform.conf /etc/mosquitto/conf.d/
  install -m 644 systemd/mosquitto/ringform.acl /etc/mosquitto/
  systemctl restart mosquitto

${collectors.map((name) => `For ${name}: ringform supervise --broker ${url} --certificates ${at(name)}\n`).join('')}
Keep a copy of ${folder} on a stick in a safe: whoever has authority.key can let devices in, and without it nobody can.
`;
}
