import { eventually } from '@upshot/testing/eventually';
import { createTestRedis } from '@upshot/testing/redis';
import { Redis } from 'ioredis';
import { expect, test } from 'vitest';
import { openNewsPublisher, openNewsSubscriber } from './project-news.ts';

test('news of a project reach those who subscribed to it, also after their connection broke', async () => {
  await using redis = await createTestRedis();
  using publisher = openNewsPublisher(redis.url, redis.prefix);
  using subscriber = openNewsSubscriber(redis.url, redis.prefix);
  const heard = { shop: 0, blog: 0 };
  using _shop = subscriber.subscribe('shop', () => heard.shop++);
  const blog = subscriber.subscribe('blog', () => heard.blog++);
  const tellUntilHeard = async (project: 'shop' | 'blog') => {
    const before = heard[project];
    await eventually(() => {
      publisher.tell([project]);
      expect(heard[project]).toBeGreaterThan(before);
    });
  };
  await tellUntilHeard('shop');
  await tellUntilHeard('blog');
  const control = new Redis(redis.url);
  await control.call('CLIENT', 'KILL', 'TYPE', 'pubsub');
  control.disconnect();
  await tellUntilHeard('shop');
  await tellUntilHeard('blog');
  expect(subscriber.isConnected).toBe(true);
  blog[Symbol.dispose]();
  const blogBefore = heard.blog;
  publisher.tell(['blog']);
  await tellUntilHeard('shop');
  expect(heard.blog).toBe(blogBefore);
});

test('without Redis nothing is thrown', async () => {
  using publisher = openNewsPublisher('redis://127.0.0.1:1', '{none}');
  using subscriber = openNewsSubscriber('redis://127.0.0.1:1', '{none}');
  using _subscription = subscriber.subscribe('shop', () => undefined);
  publisher.tell(['shop']);
  expect(subscriber.isConnected).toBe(false);
});
