"""WeCom (企业微信): wechatpy's crypto and messages, one async client of ours for sending."""
