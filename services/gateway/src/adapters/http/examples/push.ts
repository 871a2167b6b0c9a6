export const PUSH_EXAMPLES = {
  PushKey: {
    public_key: "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8",
  },
  PushSubscriptionRequest: {
    endpoint: "https://updates.push.services.mozilla.com/wpush/v2/gAAAAABm",
    keys: {
      p256dh: "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
      auth: "BTBZMqHH6r4Tts7J_aSIgg",
    },
  },
  PushSubscription: {
    id: "psh_0193a6107f1b7e3c8d2a4b5c6d7e8f91",
    user_agent: "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0",
    created_at: "2026-11-23T09:30:00.000Z",
    endpoint_hash: "n4bQgYhMfWWaL-qgxVrQFaO_TxsrC4Is0V1sFbDwCgg",
  },
};
