import { proto } from "@whiskeysockets/baileys";
import type { Account, DeviceAddress } from "../model.ts";
import type { World } from "../world.ts";
import type { Chunks, HistoryLimits } from "./chunks.ts";
import type { Recollection } from "./recollection.ts";
import { sendChunk } from "./transfer.ts";

const TYPE = proto.Message.ProtocolMessage.Type;
const REQUEST = proto.Message.PeerDataOperationRequestType;

/** What a phone answers to the peer messages of its own companions. */
export class PeerRequests {
  readonly #world: World;
  readonly #chunks: Chunks;
  readonly #limits: HistoryLimits;
  readonly #recollect: (account: Account) => Recollection;

  constructor(world: World, chunks: Chunks, limits: HistoryLimits, recollect: (account: Account) => Recollection) {
    this.#world = world;
    this.#chunks = chunks;
    this.#limits = limits;
    this.#recollect = recollect;
  }

  /** @param id Of the message that asks; answers refer to it. */
  answer(from: DeviceAddress, id: string, message: proto.IMessage): void {
    const { protocolMessage } = message;
    if (protocolMessage?.appStateSyncKeyRequest) {
      const { keys } = this.#world.appState;
      this.#send(from, keys.answer(from.account, protocolMessage.appStateSyncKeyRequest));
      return;
    }
    const request = protocolMessage?.peerDataOperationRequestMessage;
    if (request) this.#answerData(from, id, request);
    else this.#note(from, `a peer message of type ${typeName(protocolMessage)} is not known`);
  }

  #answerData(from: DeviceAddress, id: string, request: proto.Message.IPeerDataOperationRequestMessage): void {
    const type = request.peerDataOperationRequestType;
    if (type === REQUEST.HISTORY_SYNC_ON_DEMAND && request.historySyncOnDemandRequest) {
      const chunk = this.#chunks.onDemand(this.#recollect(from.account), request.historySyncOnDemandRequest);
      sendChunk(this.#world, from, chunk, this.#limits, id);
      return;
    }
    if (type === REQUEST.PLACEHOLDER_MESSAGE_RESEND) {
      this.#respond(from, id, type, this.#resends(from, request.placeholderMessageResendRequest ?? []));
      return;
    }
    this.#note(from, `a peer data request of type ${type == null ? "none" : REQUEST[type]} is not known`);
    // A response without results is how a phone says that it has nothing.
    if (type != null) this.#respond(from, id, type, []);
  }

  #resends(
    from: DeviceAddress,
    requests: readonly proto.Message.PeerDataOperationRequestMessage.IPlaceholderMessageResendRequest[],
  ): proto.Message.PeerDataOperationRequestResponseMessage.IPeerDataOperationResult[] {
    const memory = this.#recollect(from.account);
    return requests.flatMap(({ messageKey }) => {
      const found = messageKey ? memory.find(messageKey) : undefined;
      return found === undefined ? [] : [{ placeholderMessageResendResponse: { webMessageInfoBytes: found.info } }];
    });
  }

  #respond(
    to: DeviceAddress,
    stanzaId: string,
    peerDataOperationRequestType: proto.Message.PeerDataOperationRequestType,
    peerDataOperationResult: proto.Message.PeerDataOperationRequestResponseMessage.IPeerDataOperationResult[],
  ): void {
    this.#send(to, {
      protocolMessage: {
        type: TYPE.PEER_DATA_OPERATION_REQUEST_RESPONSE_MESSAGE,
        peerDataOperationRequestResponseMessage: { stanzaId, peerDataOperationRequestType, peerDataOperationResult },
      },
    });
  }

  #send({ account, device }: DeviceAddress, message: proto.IMessage): void {
    this.#world.phones.of(account).sendPeer(device, message);
  }

  #note(from: DeviceAddress, text: string): void {
    const id = this.#world.hub.connection(from)?.id ?? 0;
    this.#world.transcript.event("failed", { id, address: from }, text);
  }
}

function typeName(message: proto.Message.IProtocolMessage | null | undefined): string {
  return message?.type == null ? "none" : TYPE[message.type];
}
