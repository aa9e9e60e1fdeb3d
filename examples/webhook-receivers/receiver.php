<?php
// A webhook receiver in PHP, without packages: SHARED_KEY=… php -S 127.0.0.1:8000 receiver.php

/** Tells whether X-JWS-Signature signs exactly these bytes, in either form. The protected header names the form. */
function verify(string $key, string $body, string $header): bool
{
    $parts = explode('.', $header);
    if (count($parts) !== 3 || $parts[1] !== '') {
        return false;
    }
    [$protected, , $signature] = $parts;
    switch (decode($protected)) {
        case '{"alg":"HS256","b64":false,"crit":["b64"]}':
            // signature_form "rfc7797": the key is decoded, the body signed as it is.
            $secret = decode(preg_replace('/^whsec_/', '', $key));
            $signed = $body;
            break;
        case '{"alg":"HS256"}':
            // signature_form "compact": the key is its text, the body signed as base64url.
            $secret = $key;
            $signed = encode($body);
            break;
        default:
            return false;
    }
    return hash_equals(encode(hash_hmac('sha256', "$protected.$signed", $secret, true)), $signature);
}

function decode(string $text): string
{
    return (string) base64_decode(strtr($text, '-_', '+/'));
}

function encode(string $bytes): string
{
    return rtrim(strtr(base64_encode($bytes), '+/', '-_'), '=');
}

$key = getenv('SHARED_KEY');
if ($key === false || $key === '') {
    http_response_code(500);
    exit;
}
$body = file_get_contents('php://input');
if (!verify($key, $body, $_SERVER['HTTP_X_JWS_SIGNATURE'] ?? '')) {
    http_response_code(401);
    exit;
}
$activity = json_decode($body);
error_log("{$_SERVER['HTTP_WEBHOOK_ID']} {$activity->type}");
http_response_code(204);
