// pure
// The bytes of one QoS 0 PUBLISH, made once and written to every counter that waits for it.
import mqttPacket from 'mqtt-packet';

/** Topic and payload to an MQTT 3.1.1 PUBLISH with QoS 0; `retain` marks what answers a subscription (3.3.1.3). */
export function publishFrame(topic: string, payload: Uint8Array, retain: boolean): Buffer {
  return mqttPacket.generate({
    cmd: 'publish',
    topic,
    payload: Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength),
    qos: 0,
    retain,
    dup: false,
  });
}
