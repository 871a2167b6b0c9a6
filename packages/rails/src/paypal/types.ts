/**
 * What the rail reads of PayPal's answers, from its published schemas (payments_payouts_batch_v1). PayPal may
 * add states: a text that is no known one is no failure.
 */
export interface Money {
  currency: string;
  value: string;
}

export interface BatchHeader {
  payout_batch_id: string;
  batch_status: string;
  sender_batch_header: { sender_batch_id?: string };
}

export interface CreatedBatch {
  batch_header?: BatchHeader;
}

export interface BatchItem {
  payout_item_id: string;
  payout_batch_id: string;
  transaction_id?: string;
  transaction_status?: string;
  payout_item_fee?: Money;
  payout_item: { amount: Money; sender_item_id?: string };
  time_processed?: string;
  errors?: { name?: string };
}

export interface Batch {
  batch_header?: BatchHeader;
  items?: BatchItem[];
}

export interface ErrorBody {
  name?: string;
  message?: string;
  details?: { field?: string; issue?: string; link?: { href?: string }[] }[];
  links?: { href?: string }[];
}

export interface NewBatch {
  sender_batch_header: { sender_batch_id: string; email_subject: string };
  items: [
    {
      recipient_type: "EMAIL" | "PHONE" | "PAYPAL_ID";
      amount: Money;
      receiver: string;
      sender_item_id: string;
      purpose: "SERVICES";
    },
  ];
}
