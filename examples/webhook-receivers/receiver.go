// A webhook receiver in Go, without modules: SHARED_KEY=… PORT=8000 go run receiver.go
package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"strings"
)

// verify tells whether X-JWS-Signature signs exactly these bytes, in either form. The protected header names the form.
func verify(key string, body []byte, header string) bool {
	parts := strings.Split(header, ".")
	if len(parts) != 3 || parts[1] != "" {
		return false
	}
	form, err := decode(parts[0])
	if err != nil {
		return false
	}
	var secret, signed []byte
	switch string(form) {
	case `{"alg":"HS256","b64":false,"crit":["b64"]}`:
		// signature_form "rfc7797": the key is decoded, the body signed as it is.
		if secret, err = decode(strings.TrimPrefix(key, "whsec_")); err != nil {
			return false
		}
		signed = body
	case `{"alg":"HS256"}`:
		// signature_form "compact": the key is its text, the body signed as base64url.
		secret = []byte(key)
		signed = []byte(base64.RawURLEncoding.EncodeToString(body))
	default:
		return false
	}
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte(parts[0] + "."))
	mac.Write(signed)
	expected := base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
	return hmac.Equal([]byte(expected), []byte(parts[2]))
}

func decode(text string) ([]byte, error) {
	text = strings.NewReplacer("+", "-", "/", "_").Replace(strings.TrimRight(text, "="))
	return base64.RawURLEncoding.DecodeString(text)
}

func receive(key string, writer http.ResponseWriter, request *http.Request) {
	body, err := io.ReadAll(request.Body)
	if err != nil || !verify(key, body, request.Header.Get("X-JWS-Signature")) {
		writer.WriteHeader(http.StatusUnauthorized)
		return
	}
	var activity struct{ Type string }
	if err := json.Unmarshal(body, &activity); err != nil {
		writer.WriteHeader(http.StatusBadRequest)
		return
	}
	fmt.Println(request.Header.Get("webhook-id"), activity.Type)
	writer.WriteHeader(http.StatusNoContent)
}

func main() {
	key, port := os.Getenv("SHARED_KEY"), os.Getenv("PORT")
	if key == "" {
		log.Fatal("SHARED_KEY is not set")
	}
	if port == "" {
		port = "8000"
	}
	listener, err := net.Listen("tcp", "127.0.0.1:"+port)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("listening on", listener.Addr().(*net.TCPAddr).Port)
	log.Fatal(http.Serve(listener, http.HandlerFunc(func(writer http.ResponseWriter, request *http.Request) {
		receive(key, writer, request)
	})))
}
