// pure
// What routes ask of the people slice.
import type { Request } from 'express';
import type { Actor } from '../../people/actor.ts';

export interface Access {
  /**
   * Who asks: a session's person, a token, the machine's own token; undefined when nobody says who.
   * Throws HttpError for a wrong or expired proof, and for a change without the page's CSRF token.
   */
  identify(request: Request): Promise<Actor | undefined>;
  /** Writes a refusal down (PEO: requests outside one's place are refused and audited). Never rejects. */
  refused(actor: Actor | undefined, action: string, object: string): Promise<void>;
}
