-- Support finds a top-up by Stripe's charge, and a viewer's newest ones.
CREATE INDEX top_up_charge ON top_up (charge_id) WHERE charge_id IS NOT NULL;
CREATE INDEX top_up_viewer ON top_up (viewer_id, created_at);
