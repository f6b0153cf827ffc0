import { TensorFlowError } from "../../error.ts";
import { type CApi, cString, fromCString } from "./c_api.ts";

/** A `TF_Status`: where TensorFlow's functions leave word of how they went. */
export class Status {
  /** Its address, as the C API takes it. */
  readonly pointer: bigint;
  readonly #api: CApi;

  constructor(api: CApi) {
    this.#api = api;
    this.pointer = api.TF_NewStatus();
  }

  /**
   * Turns a status that is not OK into an exception, and makes it OK again.
   *
   * @param doing What TensorFlow was asked for.
   * @throws {TensorFlowError} The status is not OK; TensorFlow's message is kept.
   */
  check(doing: string): void {
    const api = this.#api;
    if (api.TF_GetCode(this.pointer) === 0) return;
    const message = fromCString(api.TF_Message(this.pointer));
    api.TF_SetStatus(this.pointer, 0, cString(""));
    throw new TensorFlowError(`TensorFlow refused ${doing}: ${withoutNodeNames(message)}`);
  }
}

/** TensorFlow puts the names of a wrapper function and of a node around a kernel's message. */
function withoutNodeNames(message: string): string {
  return message
    .replace(/^\{\{function_node [^}]*\}\} /, "")
    .replace(/^\{\{node [^}]*\}\} ?/, "")
    .replace(/ \[Op:\w+\](?: name: )?$/, "");
}
