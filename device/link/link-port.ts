// The wire to the hub as the link sees it; MQTT over TLS in production, memory in the world simulation.

export interface LinkHandlers {
  onConnected(): void;
  onMessage(topic: string, payload: Uint8Array): void;
  /** Called once; nothing is called after it. */
  onClosed(reason: string): void;
}

export interface LinkConnection {
  /** Resolves when the bytes are handed to the socket: no receipt of any kind (LINK-3). */
  publish(topic: string, payload: Uint8Array): Promise<void>;
  close(): void;
}

export type OpenLink = (handlers: LinkHandlers) => LinkConnection;
