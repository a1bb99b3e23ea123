"""What WeCom and the WeChat service account share: sealed callbacks, a token, short text."""
