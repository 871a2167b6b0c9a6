/**
 * What Stripe documents of the requests that the stand-in serves: each parameter by its path (`[]`: an item
 * of a list), then its type: a text, `int`, `number`, `bool`, `map` (names are free), the values that are
 * allowed, or `any` (documented, and not looked into here). Source: Stripe's OpenAPI, API
 * 2026-08-26.dahlia, as embedded in stripe-mock v0.203.0 (https://github.com/stripe/stripe-mock, MIT); the
 * states of GET /v1/payouts are in its description.
 */
export const PUBLISHED: Readonly<Record<string, string>> = {
  "POST /v1/account_links": `
    account collect:currently_due|eventually_due collection_options.fields:currently_due|eventually_due
    collection_options.future_requirements:include|omit refresh_url return_url type:account_onboarding|account_update`,
  "GET /v1/accounts": `
    created.gt:int created.gte:int created.lt:int created.lte:int created:int ending_before limit:int starting_after`,
  "POST /v1/accounts": `
    business_profile:any business_type:company|government_entity|individual|non_profit capabilities.acss_debit_payments.requested:bool
    capabilities.affirm_payments.requested:bool capabilities.afterpay_clearpay_payments.requested:bool capabilities.alma_payments.requested:bool
    capabilities.amazon_pay_payments.requested:bool capabilities.app_distribution.requested:bool capabilities.au_becs_debit_payments.requested:bool
    capabilities.bacs_debit_payments.requested:bool capabilities.bancontact_payments.requested:bool capabilities.bank_transfer_payments.requested:bool
    capabilities.billie_payments.requested:bool capabilities.bizum_payments.requested:bool capabilities.blik_payments.requested:bool
    capabilities.boleto_payments.requested:bool capabilities.card_issuing.requested:bool capabilities.card_payments.requested:bool
    capabilities.cartes_bancaires_payments.requested:bool capabilities.cashapp_payments.requested:bool capabilities.crypto_payments.requested:bool
    capabilities.eps_payments.requested:bool capabilities.fpx_payments.requested:bool capabilities.gb_bank_transfer_payments.requested:bool
    capabilities.giropay_payments.requested:bool capabilities.grabpay_payments.requested:bool capabilities.ideal_payments.requested:bool
    capabilities.india_international_payments.requested:bool capabilities.jcb_payments.requested:bool
    capabilities.jp_bank_transfer_payments.requested:bool capabilities.kakao_pay_payments.requested:bool capabilities.klarna_payments.requested:bool
    capabilities.konbini_payments.requested:bool capabilities.kr_card_payments.requested:bool capabilities.legacy_payments.requested:bool
    capabilities.link_payments.requested:bool capabilities.mb_way_payments.requested:bool capabilities.mobilepay_payments.requested:bool
    capabilities.multibanco_payments.requested:bool capabilities.mx_bank_transfer_payments.requested:bool capabilities.naver_pay_payments.requested:bool
    capabilities.nz_bank_account_becs_debit_payments.requested:bool capabilities.oxxo_payments.requested:bool capabilities.p24_payments.requested:bool
    capabilities.pay_by_bank_payments.requested:bool capabilities.payco_payments.requested:bool capabilities.paynow_payments.requested:bool
    capabilities.payto_payments.requested:bool capabilities.pix_payments.requested:bool capabilities.promptpay_payments.requested:bool
    capabilities.revolut_pay_payments.requested:bool capabilities.samsung_pay_payments.requested:bool capabilities.satispay_payments.requested:bool
    capabilities.scalapay_payments.requested:bool capabilities.sepa_bank_transfer_payments.requested:bool capabilities.sepa_debit_payments.requested:bool
    capabilities.sofort_payments.requested:bool capabilities.sunbit_payments.requested:bool capabilities.swish_payments.requested:bool
    capabilities.tax_reporting_us_1099_k.requested:bool capabilities.tax_reporting_us_1099_misc.requested:bool capabilities.transfers.requested:bool
    capabilities.treasury.requested:bool capabilities.twint_payments.requested:bool capabilities.upi_payments.requested:bool
    capabilities.us_bank_account_ach_payments.requested:bool capabilities.us_bank_transfer_payments.requested:bool
    capabilities.zip_payments.requested:bool company:any controller.fees.payer:account|application controller.losses.payments:application|stripe
    controller.requirement_collection:application|stripe controller.stripe_dashboard.type:express|full|none country default_currency email
    external_account:any individual:any metadata:map settings.bacs_debit_payments.display_name settings.branding.icon settings.branding.logo
    settings.branding.primary_color settings.branding.secondary_color settings.card_issuing.tos_acceptance.date:int
    settings.card_issuing.tos_acceptance.ip settings.card_issuing.tos_acceptance.user_agent settings.card_payments.decline_on.avs_failure:bool
    settings.card_payments.decline_on.cvc_failure:bool settings.card_payments.statement_descriptor_prefix
    settings.card_payments.statement_descriptor_prefix_kana settings.card_payments.statement_descriptor_prefix_kanji
    settings.invoices.hosted_payment_method_save:always|never|offer settings.payments.statement_descriptor settings.payments.statement_descriptor_kana
    settings.payments.statement_descriptor_kanji settings.payouts.debit_negative_balances:bool settings.payouts.schedule.delay_days:minimum
    settings.payouts.schedule.delay_days:int settings.payouts.schedule.interval:daily|manual|monthly|weekly settings.payouts.schedule.monthly_anchor:int
    settings.payouts.schedule.monthly_payout_days[]:int settings.payouts.schedule.weekly_anchor:friday|monday|saturday|sunday|thursday|tuesday|wednesday
    settings.payouts.schedule.weekly_payout_days[]:friday|monday|thursday|tuesday|wednesday settings.payouts.statement_descriptor
    settings.treasury.tos_acceptance.date:int settings.treasury.tos_acceptance.ip settings.treasury.tos_acceptance.user_agent tos_acceptance:any
    type:custom|express|standard`,
  "GET /v1/accounts/:id": "",
  "POST /v1/accounts/:id": `
    business_profile:any business_type:company|government_entity|individual|non_profit capabilities.acss_debit_payments.requested:bool
    capabilities.affirm_payments.requested:bool capabilities.afterpay_clearpay_payments.requested:bool capabilities.alma_payments.requested:bool
    capabilities.amazon_pay_payments.requested:bool capabilities.app_distribution.requested:bool capabilities.au_becs_debit_payments.requested:bool
    capabilities.bacs_debit_payments.requested:bool capabilities.bancontact_payments.requested:bool capabilities.bank_transfer_payments.requested:bool
    capabilities.billie_payments.requested:bool capabilities.bizum_payments.requested:bool capabilities.blik_payments.requested:bool
    capabilities.boleto_payments.requested:bool capabilities.card_issuing.requested:bool capabilities.card_payments.requested:bool
    capabilities.cartes_bancaires_payments.requested:bool capabilities.cashapp_payments.requested:bool capabilities.crypto_payments.requested:bool
    capabilities.eps_payments.requested:bool capabilities.fpx_payments.requested:bool capabilities.gb_bank_transfer_payments.requested:bool
    capabilities.giropay_payments.requested:bool capabilities.grabpay_payments.requested:bool capabilities.ideal_payments.requested:bool
    capabilities.india_international_payments.requested:bool capabilities.jcb_payments.requested:bool
    capabilities.jp_bank_transfer_payments.requested:bool capabilities.kakao_pay_payments.requested:bool capabilities.klarna_payments.requested:bool
    capabilities.konbini_payments.requested:bool capabilities.kr_card_payments.requested:bool capabilities.legacy_payments.requested:bool
    capabilities.link_payments.requested:bool capabilities.mb_way_payments.requested:bool capabilities.mobilepay_payments.requested:bool
    capabilities.multibanco_payments.requested:bool capabilities.mx_bank_transfer_payments.requested:bool capabilities.naver_pay_payments.requested:bool
    capabilities.nz_bank_account_becs_debit_payments.requested:bool capabilities.oxxo_payments.requested:bool capabilities.p24_payments.requested:bool
    capabilities.pay_by_bank_payments.requested:bool capabilities.payco_payments.requested:bool capabilities.paynow_payments.requested:bool
    capabilities.payto_payments.requested:bool capabilities.pix_payments.requested:bool capabilities.promptpay_payments.requested:bool
    capabilities.revolut_pay_payments.requested:bool capabilities.samsung_pay_payments.requested:bool capabilities.satispay_payments.requested:bool
    capabilities.scalapay_payments.requested:bool capabilities.sepa_bank_transfer_payments.requested:bool capabilities.sepa_debit_payments.requested:bool
    capabilities.sofort_payments.requested:bool capabilities.sunbit_payments.requested:bool capabilities.swish_payments.requested:bool
    capabilities.tax_reporting_us_1099_k.requested:bool capabilities.tax_reporting_us_1099_misc.requested:bool capabilities.transfers.requested:bool
    capabilities.treasury.requested:bool capabilities.twint_payments.requested:bool capabilities.upi_payments.requested:bool
    capabilities.us_bank_account_ach_payments.requested:bool capabilities.us_bank_transfer_payments.requested:bool
    capabilities.zip_payments.requested:bool company:any default_currency email external_account:any individual:any metadata:map
    settings.bacs_debit_payments.display_name settings.branding.icon settings.branding.logo settings.branding.primary_color
    settings.branding.secondary_color settings.card_issuing.tos_acceptance.date:int settings.card_issuing.tos_acceptance.ip
    settings.card_issuing.tos_acceptance.user_agent settings.card_payments.decline_on.avs_failure:bool settings.card_payments.decline_on.cvc_failure:bool
    settings.card_payments.statement_descriptor_prefix settings.card_payments.statement_descriptor_prefix_kana
    settings.card_payments.statement_descriptor_prefix_kanji settings.invoices.default_account_tax_ids[]
    settings.invoices.hosted_payment_method_save:always|never|offer settings.payments.statement_descriptor settings.payments.statement_descriptor_kana
    settings.payments.statement_descriptor_kanji settings.payouts.debit_negative_balances:bool settings.payouts.schedule.delay_days:minimum
    settings.payouts.schedule.delay_days:int settings.payouts.schedule.interval:daily|manual|monthly|weekly settings.payouts.schedule.monthly_anchor:int
    settings.payouts.schedule.monthly_payout_days[]:int settings.payouts.schedule.weekly_anchor:friday|monday|saturday|sunday|thursday|tuesday|wednesday
    settings.payouts.schedule.weekly_payout_days[]:friday|monday|thursday|tuesday|wednesday settings.payouts.statement_descriptor
    settings.sepa_debit_payments.creditor_id settings.treasury.tos_acceptance.date:int settings.treasury.tos_acceptance.ip
    settings.treasury.tos_acceptance.user_agent tos_acceptance:any`,
  "GET /v1/balance": "",
  "GET /v1/balance_transactions": `
    created.gt:int created.gte:int created.lt:int created.lte:int created:int currency ending_before limit:int payout source starting_after type`,
  "GET /v1/balance_transactions/:id": "",
  "GET /v1/charges": `
    created.gt:int created.gte:int created.lt:int created.lte:int created:int ending_before limit:int payment_intent starting_after`,
  "GET /v1/checkout/sessions": `
    created.gt:int created.gte:int created.lt:int created.lte:int created:int ending_before limit:int payment_intent starting_after
    status:complete|expired|open`,
  "POST /v1/checkout/sessions": `
    billing_address_collection:auto|required cancel_url client_reference_id customer_creation:always|if_required customer_email expires_at:int
    line_items[].adjustable_quantity.enabled:bool line_items[].adjustable_quantity.maximum:int line_items[].adjustable_quantity.minimum:int
    line_items[].metadata:map line_items[].price line_items[].price_data.currency line_items[].price_data.product
    line_items[].price_data.product_data.description line_items[].price_data.product_data.images[] line_items[].price_data.product_data.metadata:map
    line_items[].price_data.product_data.name line_items[].price_data.product_data.tax_code line_items[].price_data.product_data.unit_label
    line_items[].price_data.recurring.interval:day|month|week|year line_items[].price_data.recurring.interval_count:int
    line_items[].price_data.tax_behavior:exclusive|inclusive|unspecified line_items[].price_data.unit_amount:int
    line_items[].price_data.unit_amount_decimal line_items[].quantity:int line_items[].tax_rates[]
    locale:auto|bg|cs|da|de|el|en|en-GB|es|es-419|et|fi|fil|fr|fr-CA|hr|hu|id|it|ja|ko|lt|lv|ms|mt|nb|nl|pl|pt|pt-BR|ro|ru|sk|sl|sv|th|tr|vi|zh|zh-HK|zh-TW
    metadata:map mode:payment|setup|subscription payment_intent_data.application_fee_amount:int
    payment_intent_data.capture_method:automatic|automatic_async|manual payment_intent_data.description payment_intent_data.metadata:map
    payment_intent_data.on_behalf_of payment_intent_data.receipt_email payment_intent_data.setup_future_usage:off_session|on_session
    payment_intent_data.shipping.address.city payment_intent_data.shipping.address.country payment_intent_data.shipping.address.line1
    payment_intent_data.shipping.address.line2 payment_intent_data.shipping.address.postal_code payment_intent_data.shipping.address.state
    payment_intent_data.shipping.carrier payment_intent_data.shipping.name payment_intent_data.shipping.phone payment_intent_data.shipping.tracking_number
    payment_intent_data.statement_descriptor payment_intent_data.statement_descriptor_suffix payment_intent_data.transfer_data.amount:int
    payment_intent_data.transfer_data.destination payment_intent_data.transfer_group
    payment_method_types[]:acss_debit|affirm|afterpay_clearpay|alipay|alma|amazon_pay|au_becs_debit|bacs_debit|bancontact|billie|bizum|blik|boleto|card|cashapp|crypto|customer_balance|eps|fpx|giropay|grabpay|ideal|kakao_pay|klarna|konbini|kr_card|link|mb_way|mobilepay|multibanco|naver_pay|nz_bank_account|oxxo|p24|pay_by_bank|payco|paynow|paypal|payto|pix|promptpay|revolut_pay|samsung_pay|satispay|scalapay|sepa_debit|sofort|sunbit|swish|twint|upi|us_bank_account|wechat_pay|zip
    submit_type:auto|book|donate|pay|subscribe success_url`,
  "GET /v1/disputes": `
    charge created.gt:int created.gte:int created.lt:int created.lte:int created:int ending_before limit:int payment_intent starting_after`,
  "GET /v1/events": `
    created.gt:int created.gte:int created.lt:int created.lte:int created:int delivery_success:bool ending_before limit:int starting_after type types[]`,
  "GET /v1/payment_intents": `
    created.gt:int created.gte:int created.lt:int created.lte:int created:int ending_before limit:int starting_after`,
  "GET /v1/payouts": `
    arrival_date.gt:int arrival_date.gte:int arrival_date.lt:int arrival_date.lte:int arrival_date:int created.gt:int created.gte:int created.lt:int
    created.lte:int created:int destination ending_before limit:int starting_after status:pending|paid|failed|canceled`,
  "POST /v1/payouts": `
    amount:int currency description metadata:map method:instant|standard source_type:bank_account|card|fpx statement_descriptor`,
  "GET /v1/payouts/:id": "",
  "POST /v1/payouts/:id": `
    metadata:map`,
  "GET /v1/refunds": `
    charge created.gt:int created.gte:int created.lt:int created.lte:int created:int ending_before limit:int payment_intent starting_after`,
  "POST /v1/refunds": `
    amount:int charge metadata:map payment_intent reason:duplicate|fraudulent|requested_by_customer`,
  "GET /v1/transfers": `
    created.gt:int created.gte:int created.lt:int created.lte:int created:int destination ending_before limit:int starting_after transfer_group`,
  "POST /v1/transfers": `
    amount:int currency description destination metadata:map source_type:bank_account|card|fpx transfer_group`,
  "GET /v1/transfers/:id": "",
  "POST /v1/transfers/:id": `
    description metadata:map`,
  "GET /v1/transfers/:id/reversals": `
    ending_before limit:int starting_after`,
  "POST /v1/transfers/:id/reversals": `
    amount:int description metadata:map`,
};
