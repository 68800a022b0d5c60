// The certificate library with the polyfill its dependency injection asks for; imported nowhere but here.
import 'reflect-metadata';

export * from '@peculiar/x509';
