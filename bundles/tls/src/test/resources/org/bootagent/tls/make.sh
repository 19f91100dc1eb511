#!/bin/sh
# Makes the keys, certificates and key stores beside it anew, with OpenSSL 3 and keytool. They are kept, as tests run where there is no OpenSSL.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
days=36500

# authority NAME: a root.
authority() {
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days $days -subj "/CN=$1" -keyout "$work/$1.key" -out "$1.pem" \
        -addext basicConstraints=critical,CA:true -addext keyUsage=critical,keyCertSign,cRLSign
}

# issue NAME ISSUER EXTENSIONS: a certificate for the key in $work/NAME.key.
issue() {
    openssl req -new -key "$work/$1.key" -subj "/CN=$1" -out "$work/$1.csr"
    printf '%s\n' "$3" >"$work/$1.ext"
    openssl x509 -req -in "$work/$1.csr" -CA "$2.pem" -CAkey "$work/$2.key" -set_serial "$(od -An -N8 -tu8 /dev/urandom | tr -d ' ')" \
        -days $days -extfile "$work/$1.ext" -out "$work/$1.crt"
}

ec() { openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$work/$1.key"; }
rsa() { openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out "$work/$1.key"; }

names=$(printf 'subjectAltName=DNS:localhost,IP:127.0.0.1\nextendedKeyUsage=serverAuth,clientAuth')
authority root
authority other-root
cat root.pem other-root.pem >roots.pem

# A chain: root, intermediate, server.
ec intermediate
issue intermediate root 'basicConstraints=critical,CA:true,pathlen:0'
cp "$work/intermediate.crt" intermediate.pem
ec ec
issue ec intermediate "$names"
cat "$work/ec.crt" intermediate.pem >ec.crt
cp "$work/ec.key" ec.key
cat ec.key ec.crt >ec.pem

rsa rsa
issue rsa root "$names"
cp "$work/rsa.crt" rsa.crt
cp "$work/rsa.key" rsa.key

# The forms of a key.
openssl ec -in ec.key -out ec-sec1.key
{ openssl ecparam -name prime256v1; cat ec-sec1.key; } >ec-parameters.key
openssl rsa -in rsa.key -traditional -out rsa-pkcs1.key
printf 'secret\n' >password
openssl pkcs8 -topk8 -in ec.key -passout file:password -out ec-encrypted.key
openssl pkcs8 -topk8 -in rsa.key -v1 PBE-SHA1-3DES -passout file:password -out rsa-encrypted-v1.key
openssl rsa -in rsa.key -traditional -aes128 -passout file:password -out rsa-traditional-encrypted.key
openssl genpkey -algorithm ED25519 -out "$work/ed.key"
issue ed root "$names"
cat "$work/ed.key" "$work/ed.crt" >ed.pem

# Another host name, and a time that is over.
ec elsewhere
issue elsewhere root 'subjectAltName=DNS:elsewhere.example'
cat "$work/elsewhere.key" "$work/elsewhere.crt" >elsewhere.pem
ec expired
openssl req -new -key "$work/expired.key" -subj /CN=expired -out "$work/expired.csr"
mkdir "$work/ca"
: >"$work/ca/index"
cat >"$work/ca.conf" <<END
[ca]
default_ca = own
[own]
new_certs_dir = $work/ca
database = $work/ca/index
rand_serial = yes
policy = any
default_md = sha256
[any]
commonName = supplied
END
printf '%s\n' "$names" >"$work/expired.ext"
openssl ca -batch -config "$work/ca.conf" -cert root.pem -keyfile "$work/root.key" -in "$work/expired.csr" -startdate 20010101000000Z -enddate 20020101000000Z \
    -extfile "$work/expired.ext" -notext -out "$work/expired.crt"
cat "$work/expired.key" "$work/expired.crt" >expired.pem

# PKCS12: as keytool imports authorities, and as OpenSSL exports a host's certificate and key.
rm -f roots.p12 roots.jks ec.p12 two.p12
for root in root other-root; do
    keytool -importcert -noprompt -alias $root -file $root.pem -keystore roots.p12 -storetype PKCS12 -storepass secret
done
openssl pkcs12 -export -in ec.crt -inkey ec.key -name ec -passout file:password -out ec.p12
openssl pkcs12 -export -in rsa.crt -inkey rsa.key -name rsa -passout file:password -out "$work/rsa.p12"
cp ec.p12 two.p12
keytool -importkeystore -noprompt -srckeystore "$work/rsa.p12" -srcstorepass secret -destkeystore two.p12 -deststorepass secret -deststoretype PKCS12
openssl x509 -in root.pem -outform DER -out root.der
openssl pkcs8 -topk8 -nocrypt -in ec.key -outform DER -out ec.der
keytool -importcert -noprompt -alias root -file root.pem -keystore roots.jks -storetype JKS -storepass secret
